// The second half of the demo: the example API and the example SDK, over HTTP, from a login to
// the end, with a record of all that went over the wire.
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { CarelessClient, carelessServer } from './careless.mjs';
import { makeClock } from './clock.mjs';
import { copyExample, importFrom } from './packed.mjs';
import { SCENES } from './scenes.mjs';
import { bold, dim, red, rule } from './table.mjs';
import { makeTimeline } from './timeline.mjs';
import { watch } from './wire.mjs';

/** Few enough that a burst is told to wait; real seconds, as the waiting is real. */
const LIMIT = { requests: 150, seconds: 2 };

const EVENTS = ['login', 'refresh', 'logout', 'retry', 'expiring'];

/** Plays it; returns how many lines were right and wrong. */
export async function lifeOfAToken({ app, broken }) {
  const api = copyExample(app, 'deployments-api');
  const sdk = copyExample(app, 'deployments-sdk');
  const { createApi } = await importFrom(api, 'api.js');
  const { serve } = await importFrom(api, 'serve.js');
  const { DeploymentsClient } = await importFrom(sdk, 'index.js');

  const clock = makeClock();
  const told = [];
  const print = (text) => {
    told.push(text);
    console.log(text);
  };
  const timeline = makeTimeline(clock, print);
  const password = randomBytes(12).toString('base64url');
  const { fetch, revocation } = await createApi({ users: { ada: password }, limit: LIMIT, clock: clock.now });
  const wire = watch(broken ? carelessServer(fetch) : fetch, clock);
  const { url, stop } = await serve(wire.fetch);

  /** Everything that a client tells anybody, for the last scene. */
  const events = [];
  const newClient = (options) => {
    const client = new (broken ? CarelessClient : DeploymentsClient)({ baseUrl: url, clock: clock.now, ...options });
    for (const type of EVENTS) client.on(type, (event) => events.push(event));
    return client;
  };
  /** `count` callers at once; returns how many were answered, and the errors of the others. */
  const callers = async (client, count) => {
    const results = await Promise.allSettled(Array.from({ length: count }, () => client.listDeployments()));
    const errors = results.filter(({ status }) => status === 'rejected').map(({ reason }) => reason);
    told.push(inspect(errors, { depth: 5 }));
    return { answered: count - errors.length, errors };
  };

  print(`\n  ${bold('The life of a token')}\n`);
  print(dim(`    api       examples/deployments-api on ${url}, behind node:http, tokens by jose`));
  print(dim(`    sdk       examples/deployments-sdk, on tokenward/client`));
  print(dim(`    clock     both sides are given one that the demo winds forward, so that hours take a moment;`));
  print(dim(`              requests, signatures and the wait after a 429 are real and take their own time`));
  if (broken) print(`    ${red('--break   client and server are careless ones; most lines below should fail')}`);
  print(`\n${dim(`    ${'clock'.padEnd(14)}${'what happens'.padEnd(54)}seen on the wire`)}\n${rule()}`);
  try {
    const stage = { clock, wire, url, revocation, password, timeline, events, told, newClient, callers };
    for (const scene of SCENES) {
      try {
        await scene(stage);
      } catch (error) {
        if (!broken) throw error;
        timeline.line('the scene broke off', error.constructor.name, 'never');
      }
    }
  } finally {
    await stop();
  }
  print(`\n${rule()}`);
  return timeline.tally;
}
