// Deno.serve with the guards; prints its port.
import * as tokenward from 'tokenward';
import { fetchHandler } from './policies.mjs';

Deno.serve({ hostname: '127.0.0.1', port: 0, onListen: ({ port }) => console.log(`port ${port}`) }, fetchHandler(tokenward));
