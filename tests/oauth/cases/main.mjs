// Runs them in whatever runtime this is; the server's origin is the argument.
import process from 'node:process';
import { results } from './all.mjs';

const all = await results(process.argv[2]);
console.log(JSON.stringify(all));
process.exit(0);
