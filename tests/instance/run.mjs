// The instance's life: loading, failing to load, and being replaced after a trap.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { importFile, mintHs256 } from '../support/node.mjs';
import { trap } from '../support/trap.mjs';

const app = fileURLToPath(new URL('../../target/instance/app', import.meta.url));
installPackage(app);
const installed = join(app, 'node_modules/tokenward');

const SECRET = 'a secret of the verifier that outlives its instance';
const NOW = 1_800_000_000;
const tokenward = await importFile(installed, 'entry/node.js');
const options = { algorithms: ['HS256'], issuer: 'me', clock: () => NOW };
const token = mintHs256({ iss: 'me', exp: NOW + 60 }, SECRET);

function depthOf(work) {
  let depth = 0;
  const down = () => {
    depth += 1;
    down();
  };
  try {
    down();
  } catch {
    work();
  }
  return depth;
}

/** Runs `work` that many frames down; whatever it throws there is of no interest. */
function atDepth(depth, work) {
  try {
    if (depth > 0) atDepth(depth - 1, work);
    else work();
  } catch {}
}

const holds = (instance, text) => Buffer.from(instance.exports.memory.buffer).includes(text);

await runChecks('instance', {
  'after a trap the next call works, with keys that JavaScript no longer has': () => {
    const secret = new TextEncoder().encode(SECRET);
    const verifier = tokenward.createVerifier({ ...options, keys: { secret } });
    secret.fill(0);
    assert.equal(verifier.verify(token).claims.iss, 'me');
    const before = trap.instances.at(-1);
    trap.armed = true;
    assert.throws(
      () => verifier.verify(token),
      (error) => {
        assert.ok(!(error instanceof tokenward.TokenError));
        assert.match(error.message, /internal error/);
        assert.ok(!inspect(error).includes(token));
        return true;
      },
    );
    assert.equal(verifier.verify(token).claims.iss, 'me');
    assert.notEqual(trap.instances.at(-1), before);
    assert.throws(() => verifier.verify(mintHs256({ iss: 'you', exp: NOW + 60 }, SECRET)), { code: 'claim_mismatch' });
    assert.throws(() => verifier.verify(`${token.slice(0, -4)}AAAA`), { code: 'signature_invalid' });
  },

  'a trap while a verifier is made anew: the next call makes it': () => {
    const verifier = tokenward.createVerifier({ ...options, keys: { secret: SECRET } });
    for (let traps = 0; traps < 3; traps += 1) {
      trap.armed = true;
      assert.throws(() => verifier.verify(token), /internal error/);
    }
    assert.equal(verifier.verify(token).claims.iss, 'me');
  },

  'verifiers made before and after a trap work side by side': () => {
    const old = tokenward.createVerifier({ ...options, keys: { secret: SECRET } });
    trap.armed = true;
    assert.throws(() => old.verify(token));
    const young = tokenward.createVerifier({ ...options, keys: { secret: SECRET } });
    for (const verifier of [young, old, young, old]) assert.equal(verifier.verify(token).expiresIn, 60);
  },

  'a trap twice, and memory that has grown in between': () => {
    const verifier = tokenward.createVerifier({ ...options, keys: { secret: SECRET }, maxTokenBytes: 1_000_000 });
    for (const size of [100_000, 900_000]) {
      const large = mintHs256({ iss: 'me', exp: NOW + 60, filler: 'x'.repeat(size / 2) }, SECRET);
      assert.equal(verifier.verify(large).claims.iss, 'me');
      trap.armed = true;
      assert.throws(() => verifier.verify(token));
      assert.equal(verifier.verify(token).claims.iss, 'me');
    }
  },

  'a token holder is empty after a trap': () => {
    const holder = new tokenward.TokenHolder({ clock: () => NOW });
    holder.set({ access_token: 'abc', expires_in: 3600 });
    assert.equal(holder.state, 'fresh');
    trap.armed = true;
    assert.throws(() => holder.state);
    assert.equal(holder.state, 'empty');
    assert.throws(() => holder.authorization(), { code: 'token_missing' });
    holder.set({ access_token: 'abc', expires_in: 3600 });
    assert.equal(holder.authorization(), 'Bearer abc');
  },

  'verifyApiKey never throws, not even then': () => {
    const { key, hash } = tokenward.generateApiKey({ prefix: 'acme', environment: 'test' });
    trap.armed = true;
    assert.equal(tokenward.verifyApiKey(key, hash), false);
    assert.equal(tokenward.verifyApiKey(key, hash), true);
  },

  'an allow-list outlives the instance, and lets nobody pass meanwhile': () => {
    const list = tokenward.createIpAllowList(['10.0.0.0/8']);
    const before = trap.instances.length;
    trap.armed = true;
    assert.equal(list.has('10.0.0.1'), false);
    assert.equal(list.has('10.0.0.1'), true);
    assert.equal(list.has('11.0.0.1'), false);
    assert.equal(trap.instances.length, before + 1);
  },

  'the stack may run out anywhere, and the next call works': () => {
    const verifier = tokenward.createVerifier({ ...options, keys: { secret: SECRET }, cache: 4 });
    const holder = new tokenward.TokenHolder({ clock: () => NOW });
    const deep = mintHs256({ iss: 'me', exp: NOW + 60, deep: JSON.parse(`${'['.repeat(50)}1${']'.repeat(50)}`) }, SECRET);
    const limit = depthOf(() => undefined);
    for (let left = 0; left < 120; left += 1) {
      atDepth(limit - left, () => verifier.verify(left % 2 ? token : deep));
      atDepth(limit - left, () => holder.state);
      assert.equal(verifier.verify(token).claims.iss, 'me', `${left}`);
      assert.deepEqual(verifier.verify(deep).claims.deep.flat(60), [1], `${left}`);
      assert.equal(holder.state, 'empty');
    }
  },

  'what JavaScript lost of a cached token is read again, and is never another token': () => {
    const verifier = tokenward.createVerifier({ ...options, keys: { secret: SECRET }, cache: 1 });
    const admin = mintHs256({ iss: 'me', sub: 'admin', exp: NOW + 60 }, SECRET);
    const mallory = mintHs256({ iss: 'me', sub: 'mallory', exp: NOW + 60 }, SECRET);
    assert.equal(verifier.verify(admin).claims.sub, 'admin');
    const { parse } = JSON;
    JSON.parse = () => {
      throw new Error('out of memory, say');
    };
    assert.throws(() => verifier.verify(mallory));
    JSON.parse = parse;
    assert.equal(verifier.verify(mallory).claims.sub, 'mallory');
    assert.equal(verifier.verify(mallory).claims.sub, 'mallory');
    assert.equal(verifier.verify(admin).claims.sub, 'admin');
  },

  'a holder can be wiped and looked at whatever its clock or a response does': () => {
    let now = NOW;
    const holder = new tokenward.TokenHolder({ clock: () => now });
    holder.set({ access_token: 'abc', refresh_token: 'def', expires_in: 3600 });
    assert.throws(
      () =>
        holder.set(
          new Proxy(
            {},
            {
              get() {
                throw new Error('mine');
              },
            },
          ),
        ),
      /mine/,
    );
    assert.equal(holder.authorization(), 'Bearer abc');
    now = NaN;
    assert.throws(() => holder.authorization(), TypeError);
    assert.equal(inspect(holder), "TokenHolder { state: 'unknown' }");
    assert.equal(holder.exposeRefreshToken(), 'def');
    holder.clear();
    now = NOW;
    assert.equal(holder.state, 'empty');
  },

  "a RangeError of the caller's own is the caller's": () => {
    const holder = new tokenward.TokenHolder({ clock: () => NOW });
    holder.set({ access_token: 'abc', expires_in: 3600 });
    const clock = () => {
      throw new RangeError('mine');
    };
    assert.throws(() => tokenward.expiresIn(NOW, { clock }), /mine/);
    const verifier = tokenward.createVerifier({ ...options, keys: { secret: SECRET }, clock });
    assert.throws(() => verifier.verify(token), /mine/);
    assert.equal(holder.authorization(), 'Bearer abc');
  },

  'what is too long never crosses': () => {
    const before = trap.instances.at(-1).exports.memory.buffer.byteLength;
    const long = 'é'.repeat(1 << 24);
    assert.equal(tokenward.verifyApiKey(long, 'x'), false);
    assert.equal(tokenward.verifyApiKey('key', long), false);
    assert.throws(() => tokenward.hashApiKey(long), TypeError);
    assert.throws(() => tokenward.parseDuration(long), TypeError);
    assert.throws(() => tokenward.parseTimestamp(long), TypeError);
    assert.throws(() => tokenward.expiresIn(long), TypeError);
    assert.throws(() => tokenward.decodeUnverified(long), { code: 'token_too_large' });
    assert.equal(trap.instances.at(-1).exports.memory.buffer.byteLength, before);
  },

  'options are a plain object of bounded size': () => {
    class Options {
      get issuer() {
        return 'me';
      }
      algorithms = ['HS256'];
      keys = { secret: SECRET };
    }
    assert.throws(() => tokenward.createVerifier(new Options()), /plain object/);
    assert.throws(() => tokenward.createVerifier(Object.create({ issuer: 'me' })), /plain object/);
    const knot = {};
    for (let i = 0; i < 20; i += 1) knot[i] = knot;
    assert.throws(() => tokenward.createVerifier({ ...options, keys: { secret: SECRET }, knot }), /unknown option `knot`/);
    assert.throws(() => tokenward.createVerifier({ ...options, keys: new Array(2 ** 32 - 1) }), TypeError);
  },

  'API keys and secrets leave no trace in wasm memory': () => {
    const instance = trap.instances.at(-1);
    const memory = () => Buffer.from(instance.exports.memory.buffer);
    // Any eight bytes of it in a row: a hash function copies block by block, and a compiler word by word.
    const traces = (secret) => {
      const now = memory();
      const pieces = Array.from({ length: secret.length - 7 }, (_, at) => secret.slice(at, at + 8));
      // SHA-256 keeps its words turned around.
      return pieces.filter((piece) => now.includes(piece) || now.includes(Buffer.from(piece).swap32())).length;
    };
    const newSecret = (length) => createHash('sha512').update(String(Math.random())).digest('hex').repeat(4).slice(0, length);
    for (const length of [20, 54, 55, 56, 63, 64, 65, 119, 128, 200, 500]) {
      const key = newSecret(length);
      const hash = createHash('sha256').update(key).digest('hex');
      assert.equal(tokenward.verifyApiKey(key, hash), true);
      assert.equal(traces(key), 0, `verifyApiKey, ${length}`);
      const other = newSecret(length);
      assert.equal(tokenward.verifyApiKey(other, hash), false);
      assert.equal(traces(other), 0, `verifyApiKey of another key, ${length}`);
      const stored = newSecret(length);
      assert.equal(tokenward.hashApiKey(stored), createHash('sha256').update(stored).digest('hex'));
      assert.equal(traces(stored), 0, `hashApiKey, ${length}`);
      // What the random source wrote is not what is looked for, but the key that was made of it.
      const made = tokenward.generateApiKey({ prefix: 'acme', environment: 'live' }).key.slice(10);
      assert.equal(traces(made), 0, `generateApiKey, ${length}`);
    }
    // A secret is kept with its verifier; one that is refused is not.
    const refused = newSecret(40);
    assert.throws(() => tokenward.createVerifier({ ...options, algorithms: ['HS512'], keys: { secret: refused } }), {
      code: 'key_too_weak',
    });
    assert.equal(traces(refused), 0, 'a secret that was refused');
  },

  'private keys leave no trace in wasm memory': () => {
    const instance = trap.instances.at(-1);
    for (const [kind, given, algorithm] of [
      ['ec', { namedCurve: 'P-256' }, 'ES256'],
      ['ed25519', {}, 'EdDSA'],
      ['rsa', { modulusLength: 2048 }, 'RS256'],
    ]) {
      const { privateKey } = generateKeyPairSync(kind, given);
      const jwk = privateKey.export({ format: 'jwk' });
      for (const keys of [jwk, [jwk], { keys: [jwk] }]) {
        assert.throws(() => tokenward.createVerifier({ ...options, algorithms: [algorithm], keys }), {
          name: 'KeyError',
          code: 'key_invalid',
        });
      }
      const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
      assert.throws(() => tokenward.createVerifier({ ...options, algorithms: [algorithm], keys: pem }), {
        name: 'KeyError',
        code: 'key_invalid',
      });
      for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi'].filter((name) => name in jwk)) {
        assert.ok(!holds(instance, jwk[name].slice(0, 24)), `${kind} ${name}`);
        assert.ok(!holds(instance, Buffer.from(jwk[name], 'base64url').subarray(0, 16)), `${kind} ${name}, decoded`);
      }
      assert.ok(!holds(instance, pem.split('\n').at(-3).slice(0, 24)), `${kind} PEM`);
    }
  },

  'tokens leave no trace in wasm memory': () => {
    const marker = 'a-token-to-be-looked-for-in-memory';
    const holder = new tokenward.TokenHolder({ clock: () => NOW });
    holder.set({ access_token: marker, refresh_token: `${marker}-too`, expires_in: 3600 });
    const current = trap.instances.at(-1);
    assert.ok(holds(current, marker), 'held in wasm memory');
    assert.equal(holder.authorization(), `Bearer ${marker}`);
    assert.equal(holder.exposeRefreshToken(), `${marker}-too`);
    holder.clear();
    assert.ok(!holds(current, marker), 'wiped by clear()');
    const verifier = tokenward.createVerifier({ ...options, keys: { secret: SECRET } });
    const once = mintHs256({ iss: 'me', exp: NOW + 60, jti: 'seen only here, and in no cache' }, SECRET);
    verifier.verify(once);
    assert.throws(() => verifier.verify(`${once}x`));
    assert.ok(!holds(current, once.split('.')[2]), 'wiped after verify()');
  },

  'slim shares the instance, and a second initSync changes nothing': async () => {
    const slim = await importFile(installed, 'dist/slim.js');
    assert.equal(slim.createVerifier, tokenward.createVerifier);
    slim.initSync(readFileSync(join(installed, 'wasm/verifier.wasm')));
    assert.equal(slim.parseDuration('1m'), 60);
  },
});
