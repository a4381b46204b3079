// Bun.serve with the guards; prints its port.
import * as tokenward from 'tokenward';
import { fetchHandler } from './policies.mjs';

const { port } = Bun.serve({ hostname: '127.0.0.1', port: 0, development: false, fetch: fetchHandler(tokenward) });
console.log(`port ${port}`);
