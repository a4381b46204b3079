// What comes from outside may be of another realm: a frame, a context of `node:vm`, jsdom. `instanceof` does not know it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { importFile } from '../support/node.mjs';
import { answerOf } from './serve.mjs';

/**
 * A check of each place that takes a built-in object: `realm` is where those are from, `same` this one's. Runs in a page too,
 * so it has nothing from around it. Gives a line for each that fails.
 */
async function failures(realm, same, { tokenward, client, slim, workersKvStore }) {
  const failed = [];
  const check = async (name, work) => {
    try {
      if ((await work()) !== true) failed.push(`${name}: wrong`);
    } catch (error) {
      failed.push(`${name}: ${error}`);
    }
  };
  const make = (name, ...values) => {
    const made = new realm[name](...values);
    if (made instanceof same[name]) throw new Error(`${name} is of this realm`);
    return made;
  };
  const secret = () =>
    make('Uint8Array', 32)
      .fill(7)
      .map((byte, at) => byte + at);
  const verifier = (members) => tokenward.createVerifier({ algorithms: ['HS256'], audience: false, ...members });
  const shown = (value) => JSON.stringify(value, (_, member) => (member instanceof same.Map ? [...member] : member));

  await check('Uint8Array as a secret', () => typeof verifier({ keys: { secret: secret() } }).verify === 'function');
  await check('Uint8Array where it is wrong', () => {
    try {
      verifier({ keys: { secret: secret() }, cache: secret() });
    } catch (error) {
      return /`cache` must .* not bytes/.test(error.message);
    }
  });
  await check('Date as an instant', () => tokenward.expiresIn(make('Date', 2_000_000), { clock: () => 1900 }) === 100);
  await check('Map in redact', () => !shown(tokenward.redact(make('Map', [['password', 'hunter2']]))).includes('hunter2'));
  await check(
    'Set in redact',
    () => !shown([...tokenward.redact(make('Set', ['Bearer aaaaaaaa.bbbbbbbb.cccccccc']))]).includes('aaaaaaaa'),
  );
  await check('Error in redact', () => tokenward.redact(make('Error', 'a message')).message === 'a message');
  await check('Date in redact', () => tokenward.redact({ at: make('Date', 0) }).at.getTime() === 0);
  await check('what only says that it is a Date, in redact', () => {
    const disguised = { [Symbol.toStringTag]: 'Date', password: 'hunter2' };
    return !shown(tokenward.redact({ disguised })).includes('hunter2');
  });
  await check('WebAssembly.Module', async () => {
    const bytes = await globalThis.wasmBytes();
    const module = new realm.WebAssembly.Module(bytes);
    if (module instanceof same.WebAssembly.Module) throw new Error('it is of this realm');
    slim.initSync(module);
    await slim.init(module);
    return slim.parseDuration('5m') === 300;
  });
  await check('Map of a store', async () => {
    const names = ['tokenward:a', 'tokenward:b'];
    const store = workersKvStore({
      get: async (asked) =>
        Array.isArray(asked)
          ? make(
              'Map',
              names.map((name) => [name, null]),
            )
          : Promise.reject(new Error('one by one')),
    });
    return (await store.get(['a', 'b'])).length === 2;
  });
  if (realm.URL === undefined) return failed;

  await check(
    'URL of an endpoint',
    () =>
      client.createClient({ baseUrl: make('URL', 'https://api.example/'), login: make('URL', 'https://api.example/login') }) !== undefined,
  );
  await check('URL of keys', () => tokenward.remoteJwks(make('URL', 'https://id.example/jwks')) !== undefined);
  await check('Headers and Request', () => {
    for (const request of [make('Request', 'https://api.example/'), { headers: make('Headers'), url: '/', method: 'GET' }]) {
      try {
        verifier({ keys: { secret: secret() } }).verifyRequest(request);
      } catch (error) {
        if (error.code !== 'token_missing') throw error;
      }
    }
    return true;
  });
  await check('Headers and URL in redact', () => {
    const headers = make('Headers', { authorization: 'Bearer hunter2' });
    const url = make('URL', 'https://api.example/?access_token=hunter2');
    const { headers: copied, url: link } = tokenward.redact({ headers, url });
    return copied.has('authorization') && !`${[...copied]}${link}`.includes('hunter2');
  });
  for (const [name, fill] of [
    ['URLSearchParams', (body) => body.append('a', 'b')],
    ['FormData', (body) => body.append('a', 'b')],
    ['ArrayBuffer', () => {}],
    ['Blob', () => {}],
  ]) {
    await check(`${name} as a body that is sent twice`, async () => {
      const sent = [];
      const fetch = async (_, { body } = {}) => {
        sent.push(body);
        return new Response('{"access_token":"a","expires_in":600}', {
          status: sent.length === 2 ? 401 : 200,
          headers: { 'content-type': 'application/json' },
        });
      };
      const it = client.createClient({
        baseUrl: 'https://api.example/',
        login: { url: 'login', body: { name: 'ada' } },
        fetch,
        tabs: false,
      });
      const body = name === 'ArrayBuffer' ? make(name, 8) : make(name);
      fill(body);
      const controller = make('AbortController');
      const { status } = await it.fetch('x', { method: 'POST', body, signal: controller.signal });
      await it.dispose();
      return status === 200 && sent.length === 4;
    });
  }
  return failed;
}

/** `app` is a folder where the package is installed. */
export function realmChecks(app) {
  const installed = join(app, 'node_modules/tokenward');
  return {
    'built-in objects of a context of node:vm': async () => {
      const realm = runInContext('({ Uint8Array, Date, Map, Set, Error, WebAssembly })', createContext());
      globalThis.wasmBytes = () => readFileSync(join(installed, 'wasm/verifier.wasm'));
      const [tokenward, client, slim, { workersKvStore }] = await Promise.all(
        ['entry/node.js', 'entry/client/node.js', 'dist/slim.js', 'dist/stores/workers-kv.js'].map((name) => importFile(installed, name)),
      );
      assert.deepEqual(await failures(realm, globalThis, { tokenward, client, slim, workersKvStore }), []);
    },

    'built-in objects of another frame, in Chromium': async () => {
      const page = `<!doctype html><iframe></iframe><script type="module">
        import * as tokenward from '/entry/browser.js';
        import * as client from '/entry/client/browser.js';
        import * as slim from '/dist/slim.js';
        import { workersKvStore } from '/dist/stores/workers-kv.js';
        globalThis.wasmBytes = async () => (await fetch('/wasm/verifier.wasm')).arrayBuffer();
        ${failures}
        await Promise.all([tokenward.ready(), client.ready()]);
        globalThis.answer = await failures(document.querySelector('iframe').contentWindow, window, { tokenward, client, slim, workersKvStore });
      </script>`;
      const read = (url) => (/^\/(dist|entry|wasm)\/[\w./-]+$/.test(url) ? readFileSync(join(installed, url)) : undefined);
      assert.deepEqual((await answerOf(page, read)).answer, []);
    },
  };
}
