// The instance's life: loading, failing to load, and being replaced after a trap.
//
// No input is known to make the module trap, so the trap is made here: a `WebAssembly.Instance`
// whose exports throw what a trap throws, on demand, around the real module.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';

const app = fileURLToPath(new URL('../../target/instance/app', import.meta.url));
installPackage(app);
const installed = join(app, 'node_modules/tokenward');
const importFile = (name) => import(pathToFileURL(join(installed, name)).href);

const SECRET = 'a secret of the verifier that outlives its instance';
const NOW = 1_800_000_000;
let trap = false;
const instances = [];

const Real = WebAssembly.Instance;
WebAssembly.Instance = function Instance(module, imports) {
  const real = new Real(module, imports);
  instances.push(real);
  const exports = { ...real.exports };
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== 'function' || name.startsWith('__')) continue;
    exports[name] = (...args) => {
      if (trap && !name.includes('Pointer') && !name.includes('Length')) {
        trap = false;
        throw new WebAssembly.RuntimeError('unreachable');
      }
      return value(...args);
    };
  }
  return { exports };
};

const tokenward = await importFile('entry/node.js');
const options = { algorithms: ['HS256'], issuer: 'me', clock: () => NOW };
const token = mint({ iss: 'me', exp: NOW + 60 });

function mint(claims) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ alg: 'HS256' })}.${encode(claims)}`;
  return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
}

const holds = (instance, text) => Buffer.from(instance.exports.memory.buffer).includes(text);

await runChecks('instance', {
  'after a trap the next call works, with keys that JavaScript no longer has': () => {
    const secret = new TextEncoder().encode(SECRET);
    const verifier = tokenward.createVerifier({ ...options, keys: { secret } });
    secret.fill(0);
    assert.equal(verifier.verify(token).claims.iss, 'me');
    const before = instances.at(-1);
    trap = true;
    assert.throws(() => verifier.verify(token), (error) => {
      assert.ok(!(error instanceof tokenward.TokenError));
      assert.match(error.message, /internal error/);
      assert.ok(!inspect(error).includes(token));
      return true;
    });
    assert.notEqual(instances.at(-1), before);
    assert.equal(verifier.verify(token).claims.iss, 'me');
    assert.throws(() => verifier.verify(mint({ iss: 'you', exp: NOW + 60 })), { code: 'claim_mismatch' });
    assert.throws(() => verifier.verify(`${token.slice(0, -4)}AAAA`), { code: 'signature_invalid' });
  },

  'verifiers made before and after a trap work side by side': () => {
    const old = tokenward.createVerifier({ ...options, keys: { secret: SECRET } });
    trap = true;
    assert.throws(() => old.verify(token));
    const young = tokenward.createVerifier({ ...options, keys: { secret: SECRET } });
    for (const verifier of [young, old, young, old]) assert.equal(verifier.verify(token).expiresIn, 60);
  },

  'a trap twice, and memory that has grown in between': () => {
    const verifier = tokenward.createVerifier({ ...options, keys: { secret: SECRET }, maxTokenBytes: 1_000_000 });
    for (const size of [100_000, 900_000]) {
      const large = mint({ iss: 'me', exp: NOW + 60, filler: 'x'.repeat(size / 2) });
      assert.equal(verifier.verify(large).claims.iss, 'me');
      trap = true;
      assert.throws(() => verifier.verify(token));
      assert.equal(verifier.verify(token).claims.iss, 'me');
    }
  },

  'a token holder is empty after a trap': () => {
    const holder = new tokenward.TokenHolder({ clock: () => NOW });
    holder.set({ access_token: 'abc', expires_in: 3600 });
    assert.equal(holder.state, 'fresh');
    trap = true;
    assert.throws(() => holder.state);
    assert.equal(holder.state, 'empty');
    assert.throws(() => holder.authorization(), { code: 'token_missing' });
    holder.set({ access_token: 'abc', expires_in: 3600 });
    assert.equal(holder.authorization(), 'Bearer abc');
  },

  'verifyApiKey never throws, not even then': () => {
    const { key, hash } = tokenward.generateApiKey({ prefix: 'acme', environment: 'test' });
    trap = true;
    assert.equal(tokenward.verifyApiKey(key, hash), false);
    assert.equal(tokenward.verifyApiKey(key, hash), true);
  },

  'tokens leave no trace in wasm memory': () => {
    const marker = 'a-token-to-be-looked-for-in-memory';
    const holder = new tokenward.TokenHolder({ clock: () => NOW });
    holder.set({ access_token: marker, refresh_token: `${marker}-too`, expires_in: 3600 });
    const current = instances.at(-1);
    assert.ok(holds(current, marker), 'held in wasm memory');
    holder.clear();
    assert.ok(!holds(current, marker), 'wiped by clear()');
    const verifier = tokenward.createVerifier({ ...options, keys: { secret: SECRET } });
    verifier.verify(token);
    assert.throws(() => verifier.verify(`${token}x`));
    assert.ok(!holds(current, token.split('.')[2]), 'wiped after verify()');
  },

  'slim shares the instance, and a second initSync changes nothing': async () => {
    const slim = await importFile('dist/slim.js');
    assert.equal(slim.createVerifier, tokenward.createVerifier);
    slim.initSync(readFileSync(join(installed, 'wasm/tokenward_bg.wasm')));
    assert.equal(slim.parseDuration('1m'), 60);
  },
});
