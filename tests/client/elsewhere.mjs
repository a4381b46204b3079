// Runs the scenarios in whatever runtime this is started in, and prints what came of each as a
// line of JSON: Node.js, Deno, Bun.
//
//   node elsewhere.mjs <url> <other url> <part of a name>
import process from 'node:process';
import { inspect } from 'node:util';
import { TokenHolder } from 'tokenward';
import { ClientError, createClient } from 'tokenward/client';
import { runAll, scenarios } from './scenarios.mjs';
import { shower } from './suite/show.mjs';

const [, , baseUrl, otherUrl, only = ''] = process.argv;
const print = console.log.bind(console);

function watch(notice) {
  if (typeof Deno === 'object') {
    const heard = (event) => (event.preventDefault(), notice(event.reason));
    addEventListener('unhandledrejection', heard);
    return () => removeEventListener('unhandledrejection', heard);
  }
  process.on('unhandledRejection', notice);
  process.on('warning', notice);
  return () => (process.off('unhandledRejection', notice), process.off('warning', notice));
}

const show = shower((value) =>
  inspect(value, { depth: 8, showHidden: typeof Bun === 'undefined', maxArrayLength: null, maxStringLength: null }),
);
const env = { createClient, ClientError, TokenHolder, baseUrl, otherUrl, show, watch, name: 'r' };
await runAll(
  (name) => scenarios[name](env),
  (name, problem) => print(JSON.stringify({ name, problem })),
  only,
);
// A timer or a connection of a client that was disposed of would keep the process up.
