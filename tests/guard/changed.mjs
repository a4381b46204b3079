// Code of the user gets objects: a schema, a store, a fetch function, a handler. What it changes in them decides nothing.
import assert from 'node:assert/strict';
import * as tokenward from 'tokenward';
import { mint } from './client.mjs';
import { SECRET } from './policies.mjs';

const options = { keys: { secret: SECRET }, algorithms: ['HS256'], audience: 'https://api.test' };
const schemaOf = (validate) => ({ '~standard': { version: 1, vendor: 'test', validate } });
const later = () => new Promise((done) => setTimeout(done, 1));
const ADMIN = { scopes: 'admin', roles: 'owner' };

/** The status of a request with this token, behind a guard. */
async function statusOf(verifier, token, guardOptions, handler = () => new Response('reached')) {
  const request = new Request('https://api.test/', { headers: { authorization: `Bearer ${token}` } });
  return (await tokenward.guard(verifier, handler, guardOptions)(request)).status;
}

function grant(claims) {
  claims.scope = 'admin read';
  claims.scp?.push('admin');
  claims.roles = ['owner'];
}

/** Schemas that give themselves what no one has signed. */
const GENEROUS = {
  'changes its input': (claims) => (grant(claims), { value: claims }),
  'changes its input and makes something else': (claims) => (grant(claims), { value: { sub: claims.sub } }),
  'adds to a list in it': (claims) => (claims.scp.push('admin'), claims.roles.push('owner'), { value: claims }),
  'adds to a list deep in it': (claims) => (claims.deep.list[0].push('x'), grant(claims), { value: claims }),
  'changes its input later': async (claims) => (await later(), grant(claims), { value: claims }),
  'changes its input after it has answered': (claims) => (queueMicrotask(() => grant(claims)), { value: claims }),
  'puts getters into it': (claims) => {
    Object.defineProperty(claims, 'scope', { get: () => 'admin', enumerable: true });
    Object.defineProperty(claims, 'roles', { get: () => ['owner'], enumerable: true });
    return { value: claims };
  },
  'gives getters back': () => ({
    value: {
      get scope() {
        return 'admin';
      },
      get roles() {
        return ['owner'];
      },
    },
  }),
  'answers by getters': (claims) => ({
    get value() {
      grant(claims);
      return claims;
    },
  }),
  'changes what it inherits from': (claims) => (Object.setPrototypeOf(claims, { scope: 'admin', roles: ['owner'] }), { value: claims }),
};

export function changedChecks() {
  const checks = {};
  for (const [name, validate] of Object.entries(GENEROUS)) {
    for (const cache of [0, 10]) {
      checks[`a schema that ${name} grants nothing${cache > 0 ? ', cached' : ''}`] = async () => {
        const verifier = tokenward.createVerifier({ ...options, cache, schema: schemaOf(validate) });
        const several = tokenward.createVerifier({
          issuers: [{ ...options, issuer: 'https://id.test' }],
          cache,
          schema: schemaOf(validate),
        });
        const token = mint({ scp: ['read'], roles: ['guest'], deep: { list: [['a']] } });
        for (const each of [verifier, several, verifier]) {
          for (const [option, wanted] of Object.entries(ADMIN))
            assert.equal(await statusOf(each, token, { [option]: wanted }), 403, option);
          assert.equal(await statusOf(each, token, { scopes: 'read', roles: 'guest' }), 200);
        }
      };
    }
  }

  checks['a schema that takes the scopes out of its input takes nothing away'] = async () => {
    const schema = schemaOf((claims) => (delete claims.scope, { value: claims }));
    assert.equal(await statusOf(tokenward.createVerifier({ ...options, schema }), mint({ scope: 'admin' }), { scopes: 'admin' }), 200);
  };

  checks['a schema gets all claims, with a `__proto__` that is one of them'] = async () => {
    let seen;
    const schema = schemaOf((claims) => ((seen = claims), { value: claims }));
    const claims = JSON.parse('{"__proto__":{"scope":"admin"},"a":[{"b":null}]}');
    const { claims: made } = tokenward.createVerifier({ ...options, schema }).verify(mint(claims));
    assert.equal(made, seen);
    assert.deepEqual(Object.getOwnPropertyDescriptor(seen, '__proto__').value, { scope: 'admin' });
    assert.deepEqual([seen.a, seen.sub], [[{ b: null }], 'user-7']);
    assert.equal(Object.getPrototypeOf(seen), Object.prototype);
  };

  checks['what a handler changes in its token shows in no other request, from the cache or not'] = async () => {
    for (const cache of [0, 10]) {
      const verifier = tokenward.createVerifier({ ...options, cache });
      const token = mint({ scp: ['read'], deep: { list: ['a'] } });
      const handler = ({ auth }) => {
        assert.deepEqual(
          [auth.claims.scp, auth.claims.deep, auth.claims.sub, auth.header.kid],
          [['read'], { list: ['a'] }, 'user-7', 'key-7'],
        );
        grant(auth.claims);
        auth.claims.deep.list.push('b');
        auth.claims.sub = 'root';
        auth.header.kid = 'other';
        return new Response('reached');
      };
      for (let at = 0; at < 3; at += 1) {
        assert.equal(await statusOf(verifier, token, {}, handler), 200);
        assert.equal(await statusOf(verifier, token, { scopes: 'admin' }), 403);
      }
    }
  };

  checks['a store that takes apart what it is asked forgets no revocation'] = async () => {
    const entries = new Map();
    const answers = { 'at once': (given) => given, later: (given) => Promise.resolve(given) };
    for (const [name, answer] of Object.entries(answers)) {
      const store = {
        get: (keys) =>
          answer(
            keys
              .splice(0)
              .map((key) => entries.get(key))
              .filter((word) => word !== undefined),
          ),
        set: (key, value) => void entries.set(key, value),
      };
      const whole = { get: (keys) => keys.map((key) => entries.get(key)), set: store.set };
      await tokenward.createRevocationList({ store: whole }).revokeSubject('user-7');
      const verifier = tokenward.createVerifier({ ...options, revocation: tokenward.createRevocationList({ store }) });
      await assert.rejects(
        verifier.verifyAsync(mint({ sub: 'user-7' })),
        (error) => ['token_revoked', 'store_unavailable'].includes(error.code),
        name,
      );
      // It answers with less than it was asked, so nobody can tell.
      await assert.rejects(verifier.verifyAsync(mint({ sub: 'other' })), { code: 'store_unavailable' }, name);
    }
  };

  checks['lists that change after the guard was made count as they were'] = async () => {
    const verifier = tokenward.createVerifier(options);
    for (const [wanted, change] of [
      [['admin'], (list) => list.splice(0, 1, 'read')],
      [{ any: ['admin'] }, ({ any }) => any.push('read')],
      [{ all: ['admin', 'read'] }, ({ all }) => all.shift()],
    ]) {
      const given = { scopes: wanted };
      const guarded = tokenward.guard(verifier, () => new Response('reached'), given);
      change(wanted);
      const request = new Request('https://api.test/', { headers: { authorization: `Bearer ${mint({ scope: 'read' })}` } });
      assert.equal((await guarded(request)).status, 403, JSON.stringify(wanted));
    }
  };

  checks['what a fetch function adds to one request is in no other'] = async () => {
    const seen = [];
    const fetch = async (url, init) => {
      seen.push([new URL(url).host, { ...init.headers }]);
      init.headers.authorization = 'secret of the first host';
      init.redirect = 'follow';
      assert.equal(init.redirect, 'follow');
      const { origin, pathname, host } = new URL(url);
      if (pathname.startsWith('/.well-known')) return Response.json({ issuer: origin, jwks_uri: `https://keys.${host}/jwks` });
      return Response.json({ keys: [] });
    };
    for (const host of ['one.test', 'two.test']) {
      const keys = tokenward.discoverJwks(`https://${host}`, { fetch });
      const verifier = tokenward.createVerifier({ keys, algorithms: ['ES256'], audience: 'https://api.test' });
      await assert.rejects(verifier.verifyAsync(mint({ iss: `https://${host}` }, { header: { alg: 'ES256' } })));
    }
    const hosts = new Set(seen.map(([host]) => host));
    assert.deepEqual([...hosts], ['one.test', 'keys.one.test', 'two.test', 'keys.two.test']);
    for (const [host, headers] of seen) assert.ok(!('authorization' in headers), host);
  };
  return checks;
}
