// The example SDK against the example API over HTTP, and its types as a user gets them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { importFrom, ROOT } from '../../tools/demo/packed.mjs';

const USER = `
import { ClientError, DeploymentsClient, DeploymentsError, type Deployment } from './deployments-sdk/index.js';

declare const process: { env: Record<string, string | undefined> };
export async function main(): Promise<Deployment[]> {
  await using client = new DeploymentsClient({ sessionToken: process.env.DEPLOYMENTS_SESSION_TOKEN });
  const stop = client.on('refresh', ({ outcome, reason }) => console.log(outcome, reason));
  stop();
  // @ts-expect-error there is no such event
  client.on('refreshed', () => {});
  // @ts-expect-error there is no such option
  new DeploymentsClient({ token: 'x' });
  // @ts-expect-error an image is required
  await client.createDeployment({ name: 'x' });
  const left: number | undefined = client.expiresIn;
  try {
    return await client.listDeployments({ signal: AbortSignal.timeout(1000) });
  } catch (error) {
    if (error instanceof DeploymentsError) console.log(error.code, error.status, left);
    if (error instanceof ClientError && error.code === 'login_required') console.log('log in');
    throw error;
  }
}
`;

export async function sdkChecks({ api, sdk }) {
  const { createApi } = await importFrom(api, 'api.js');
  const { serve } = await importFrom(api, 'serve.js');
  const { ClientError, DeploymentsClient, DeploymentsError } = await importFrom(sdk, 'index.js');

  /** Runs `work` with a server of its own and the requests it got. */
  const served = (work) => async () => {
    const { fetch } = await createApi({ users: { ada: 'pw' } });
    const paths = [];
    const server = await serve((request) => {
      paths.push(new URL(request.url).pathname.slice(1));
      return fetch(request);
    });
    try {
      await work((options) => new DeploymentsClient({ baseUrl: server.url, ...options }), paths);
    } finally {
      await server.stop();
    }
  };
  const ADA = { username: 'ada', password: 'pw' };

  return {
    'sdk: its types are what tsc makes of it, and a strict program compiles with them': () => {
      const app = join(sdk, '..');
      const tsc = (...args) => {
        try {
          execFileSync(join(ROOT, 'node_modules/.bin/tsc'), args, { cwd: app, encoding: 'utf8', stdio: 'pipe' });
        } catch (error) {
          throw new Error(error.stdout);
        }
      };
      tsc('--project', sdk);
      writeFileSync(join(app, 'user.ts'), USER);
      const compilerOptions = {
        module: 'NodeNext',
        target: 'ES2022',
        lib: ['ES2022', 'DOM', 'ESNext.Disposable'],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
      };
      writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['user.ts'] }));
      tsc('--project', app);
    },
    'sdk: fifty callers, one login': served(async (client, paths) => {
      const ada = client(ADA);
      assert.deepEqual(paths, []);
      const lists = await Promise.all(Array.from({ length: 50 }, () => ada.listDeployments()));
      assert(lists.every((list) => list.length === 3));
      assert.equal(paths.filter((path) => path === 'login').length, 1);
      assert.equal(ada.state, 'fresh');
      assert(ada.expiresIn > 0 && ada.expiresIn <= 900);
    }),
    'sdk: a password is asked for when it is needed': served(async (client) => {
      let asked = 0;
      const ada = client({ username: 'ada', password: async () => ((asked += 1), 'pw') });
      assert.equal(asked, 0);
      await ada.listDeployments();
      assert.equal(asked, 1);
    }),
    'sdk: without credentials it waits for a login': served(async (client, paths) => {
      const page = client();
      await assert.rejects(page.listDeployments(), (error) => error instanceof ClientError && error.code === 'login_required');
      assert.deepEqual(paths, []);
      await assert.rejects(page.login({ ...ADA, password: 'no' }), (error) => error.code === 'login_refused' && error.status === 401);
      await page.login(ADA);
      assert.equal((await page.listDeployments()).length, 3);
    }),
    'sdk: a session token that is not set is an error at once': () => {
      assert.throws(() => new DeploymentsClient({ sessionToken: process.env.NO_SUCH_VARIABLE }), TypeError);
      assert.throws(() => new DeploymentsClient({ user: 'ada' }), /unknown option `user`/);
    },
    'sdk: a refusal of the API has its code, and no token': served(async (client) => {
      const ada = client(ADA);
      const error = await ada.createDeployment({ name: 'No!', image: 'x' }).catch((reason) => reason);
      assert(error instanceof DeploymentsError);
      assert.deepEqual([error.code, error.status], ['invalid_deployment', 422]);
      const token = await ada.createSessionToken();
      assert(!inspect([error, ada]).includes(token.slice(0, 20)));
      assert(!JSON.stringify([error, ada]).includes(token.slice(0, 20)));
    }),
    'sdk: the end of `await using` ends its own session, and no one else’s': served(async (client, paths) => {
      const ada = client(ADA);
      const sessionToken = await ada.createSessionToken();
      const script = client({ sessionToken });
      await script.listDeployments();
      await script[Symbol.asyncDispose]();
      assert(!paths.includes('logout'));
      await assert.rejects(script.listDeployments(), { code: 'client_disposed' });
      await ada[Symbol.asyncDispose]();
      assert.equal(paths.at(-1), 'logout');
      assert.equal((await client({ sessionToken }).listDeployments()).length, 3);
    }),
    'sdk: events are passed on, without secrets': served(async (client) => {
      const ada = client(ADA);
      const events = [];
      ada.on('login', (event) => events.push(event));
      const stop = ada.on('logout', (event) => events.push(event));
      await ada.listDeployments();
      stop();
      await ada.logout();
      assert.deepEqual(
        events.map(({ type, outcome }) => [type, outcome]),
        [['login', 'ok']],
      );
      assert.deepEqual(Object.keys(events[0]).sort(), ['expiresIn', 'outcome', 'type']);
    }),
    'sdk: the session token of a script is rotated, on request': async () => {
      let now = Date.now() / 1000;
      const clock = () => now;
      const { fetch } = await createApi({ users: { ada: 'pw' }, clock });
      const handle = async (request) => {
        const response = await fetch(request);
        response.headers.set('date', new Date(now * 1000).toUTCString());
        return response;
      };
      const server = await serve(handle);
      try {
        const sessionToken = await new DeploymentsClient({ baseUrl: server.url, ...ADA, clock }).createSessionToken();
        const script = new DeploymentsClient({ baseUrl: server.url, sessionToken, rotate: true, clock });
        await script.listDeployments();
        now += 86_200;
        assert.equal(script.state, 'refresh');
        const rotated = new Promise((resolve) => script.on('refresh', resolve));
        await script.listDeployments();
        assert.equal((await rotated).outcome, 'ok');
        now += 400;
        assert.equal((await script.listDeployments()).length, 3);
      } finally {
        await server.stop();
      }
    },
  };
}
