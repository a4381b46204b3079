// Scopes and roles of claims, what is known of a login, and schemas: natively tested rules from JavaScript.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import * as v from 'valibot';
import { z } from 'zod';
import { inTime, mint, SECRET } from './support.mjs';

export function claimChecks({ createVerifier, requireRoles, requireScopes, TokenError }) {
  const keys = { secret: SECRET };
  const make = (more) => createVerifier({ keys, algorithms: ['HS256'], ...more });
  const boom = () => {
    throw new Error('sentinel');
  };
  const half = (text) => createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

  return {
    'requireScopes and requireRoles: all, any, and who may not is told 403': () => {
      const { claims } = make().verify(mint({ scope: 'read write', roles: ['editor'], role: 'site admin' }));
      for (const wanted of ['read', 'read write', ['read', 'write'], { all: ['read'] }, { any: ['admin', 'write'] }])
        requireScopes(claims, wanted);
      for (const wanted of ['editor', 'site admin', ['editor', 'site admin'], { any: ['owner', 'editor'] }]) requireRoles(claims, wanted);
      const refused = (code, required) => (error) => {
        assert.ok(error instanceof TokenError);
        assert.equal(error.code, code);
        assert.equal(error.status, 403);
        assert.match(error.challenge, /^Bearer .*error="insufficient_scope"/);
        if (required) assert.ok(error.challenge.includes(`scope="${required}"`), error.challenge);
        return true;
      };
      assert.throws(() => requireScopes(claims, ['read', 'admin']), refused('scope_missing', 'read admin'));
      assert.throws(() => requireScopes(claims, { any: ['admin'] }), refused('scope_missing', 'admin'));
      assert.throws(() => requireRoles(claims, ['editor', 'owner']), refused('role_missing'));
      assert.throws(() => requireRoles(claims, 'admin'), refused('role_missing'));
    },

    'requireScopes and requireRoles: hostile claims never pass': () => {
      const cycle = { scope: [] };
      cycle.scope.push(cycle.scope);
      cycle.roles = cycle;
      const values = [
        cycle,
        cycle.scope,
        7n,
        7,
        true,
        null,
        Symbol('admin'),
        () => 'admin',
        new String('admin'),
        ['x', new String('admin')],
        { toJSON: () => 'admin' },
        [{ toJSON: () => 'admin' }],
        new Set(['admin']),
        { 0: 'admin', length: 1 },
        new Map([['admin', true]]),
        { admin: true },
        [['admin']],
        new Uint8Array(5),
        new Date(),
        '\ud800',
        ['\ud800'],
      ];
      const hostile = [
        ...values.flatMap((value) => ['scope', 'scopes', 'scp', 'roles', 'role'].map((name) => ({ [name]: value }))),
        Object.create({ scope: 'admin', roles: ['admin'] }),
        new (class {
          get scope() {
            return 'admin';
          }
          get roles() {
            return ['admin'];
          }
        })(),
        {
          get scope() {
            return boom();
          },
          get roles() {
            return boom();
          },
        },
        new Proxy({}, { get: boom, has: boom, getOwnPropertyDescriptor: boom, ownKeys: boom }),
        new Proxy({ scope: 'x', roles: 'x' }, { get: boom }),
        Object.create(null),
        {},
        [],
        ['admin'],
        new Map([['scope', 'admin']]),
        undefined,
        null,
        'admin',
        7,
        7n,
        Symbol('admin'),
        () => 'admin',
      ];
      for (const claims of hostile) {
        for (const ask of [requireScopes, requireRoles]) {
          assert.throws(
            () => ask(claims, 'admin'),
            (error) => error instanceof TokenError || error instanceof TypeError || error.message === 'sentinel',
            inspect(claims),
          );
        }
      }
      Object.prototype.scope = 'admin';
      Object.prototype.roles = ['admin'];
      try {
        assert.throws(() => requireScopes({}, 'admin'), TokenError);
        assert.throws(() => requireRoles({}, 'admin'), TokenError);
      } finally {
        delete Object.prototype.scope;
        delete Object.prototype.roles;
      }
      // What is odd and still grants.
      requireScopes(Object.assign(Object.create(null), { scope: 'admin' }), 'admin');
      requireScopes({ scope: 'admin', roles: cycle, other: 7n }, 'admin');
    },

    'requireScopes and requireRoles: wanting nothing is a mistake, and lets nobody pass': () => {
      for (const wanted of [
        undefined,
        null,
        '',
        [],
        [''],
        {},
        7,
        { any: [] },
        { all: [] },
        { any: undefined },
        { any: ['a'], all: ['a'] },
        new Set(['a']),
        () => 'a',
      ]) {
        for (const [name, ask] of [
          ['scopes', requireScopes],
          ['roles', requireRoles],
        ]) {
          assert.throws(
            () => ask({ scope: 'a', roles: 'a' }, wanted),
            (error) => error instanceof TypeError && error.message.includes(name),
            inspect(wanted),
          );
        }
      }
    },

    'scopes and roles as options of the verifier': () => {
      assert.throws(() => make({ scopes: { any: ['a', 'b'] } }).verify(mint({ scope: 'c' })), { code: 'scope_missing', status: 403 });
      assert.throws(() => make({ roles: ['a', 'b'] }).verify(mint({ roles: 'a' })), { code: 'role_missing', status: 403 });
      make({ scopes: { any: ['a', 'b'] }, roles: ['a', 'b'] }).verify(mint({ scp: ['b'], roles: ['b', 'a'] }));
    },

    'ID tokens: nonce, accessToken and code, with verify and verifyAsync': async () => {
      const verifier = make({ preset: 'id_token', issuer: 'op', audience: 'me' });
      const token = mint({ iss: 'op', aud: 'me', sub: 'user', nonce: 'n', at_hash: half('access'), c_hash: half('code') });
      const login = { nonce: 'n', accessToken: 'access', code: 'code' };
      assert.equal(verifier.verify(token, login).claims.sub, 'user');
      assert.equal((await verifier.verifyAsync(token, { ...login, waitUntil() {} })).claims.sub, 'user');
      verifier.verify(token, { nonce: 'n' });
      verifier.verify(token, { nonce: 'n', accessToken: undefined });
      for (const [wrong, claim] of [
        [{ nonce: 'x' }, 'nonce'],
        [{ accessToken: 'x' }, 'at_hash'],
        [{ accessToken: '' }, 'at_hash'],
        [{ code: 'x' }, 'c_hash'],
        [{ nonce: false }, 'nonce'],
      ]) {
        assert.throws(() => verifier.verify(token, { ...login, ...wrong }), { code: 'claim_mismatch', claim }, claim);
        await assert.rejects(verifier.verifyAsync(token, { ...login, ...wrong }), { code: 'claim_mismatch', claim });
      }
      const bare = mint({ iss: 'op', aud: 'me', sub: 'user' });
      verifier.verify(bare, { nonce: false });
      for (const [asked, claim] of [
        [login, 'nonce'],
        [{ nonce: false, accessToken: 'a' }, 'at_hash'],
        [{ nonce: false, code: 'a' }, 'c_hash'],
      ]) {
        assert.throws(() => verifier.verify(bare, asked), { code: 'claim_missing', claim });
      }
    },

    'ID tokens: what is known of the login has to be said, and said right': async () => {
      const verifier = make({ preset: 'id_token', issuer: 'op', audience: 'me' });
      const token = mint({ iss: 'op', aud: 'me', sub: 'user' });
      const wrong = [
        undefined,
        {},
        { nonce: undefined },
        { nonce: null },
        { nonce: '' },
        { nonce: true },
        { nonce: 7 },
        { nonce: 'sentinel\ud800' },
        { nonce: false, accessToken: null },
        { nonce: false, accessToken: 7 },
        { nonce: false, accessToken: 'sentinel\udc00' },
        { nonce: false, code: {} },
        { nonce: false, code: '\ud800sentinel' },
        { nonce: false, acessToken: 'sentinel' },
      ];
      for (const login of wrong) {
        const told = (error) => error instanceof TypeError && !error.message.includes('sentinel');
        assert.throws(() => verifier.verify(token, login), told, inspect(login));
        await assert.rejects(verifier.verifyAsync(token, login), told, inspect(login));
      }
      assert.throws(() => verifier.verify(token, { nonce: false, acessToken: 'x' }), /`acessToken`/);
      assert.throws(() => verifier.verifyRequest({ headers: { authorization: `Bearer ${token}` } }), /nonce/);
      // To a verifier of other tokens it means nothing.
      assert.throws(() => make().verify(mint(), { nonce: 'n' }), /id_token/);
      await assert.rejects(make().verifyAsync(mint(), { code: 'c' }), /id_token/);
    },

    'schemas of zod and valibot: claims as they make them, after the signature': () => {
      const schemas = [
        z.object({ sub: z.string(), tenant: z.coerce.number() }),
        v.object({ sub: v.string(), tenant: v.pipe(v.string(), v.transform(Number)) }),
      ];
      for (const schema of schemas) {
        const verifier = make({ schema, cache: 10 });
        const token = mint({ sub: 'me', tenant: '7' });
        for (let i = 0; i < 3; i += 1) assert.deepEqual({ ...verifier.verify(token).claims }, { sub: 'me', tenant: 7 });
        assert.throws(() => verifier.verify(`${token.slice(0, -4)}AAAA`), { code: 'signature_invalid' });
        assert.throws(() => verifier.verify(mint({ sub: 'me' })), { code: 'claim_invalid', claim: 'tenant' });
      }
    },

    'a schema that fails says which claim, and never its value': async () => {
      const leaky = (value) => `got ${value}`;
      const schemas = [
        z.object({ tenant: z.string().refine((value) => value === 'x', { error: ({ input }) => leaky(input) }) }),
        z.object({ tenant: z.enum(['x']) }),
        v.object({
          tenant: v.pipe(
            v.string(),
            v.check(
              (value) => value === 'x',
              ({ input }) => leaky(input),
            ),
          ),
        }),
        {
          '~standard': {
            version: 1,
            vendor: 'own',
            validate: ({ tenant }) => ({ issues: [{ message: leaky(tenant), path: ['tenant'] }] }),
          },
        },
        {
          '~standard': {
            version: 1,
            vendor: 'own',
            validate: async ({ tenant }) => ({ issues: [{ message: leaky(tenant), path: [{ key: 'tenant' }] }] }),
          },
        },
      ];
      for (const schema of schemas) {
        await assert.rejects(make({ schema }).verifyAsync(mint({ tenant: 'sentinel' })), (error) => {
          assert.ok(error instanceof TokenError);
          assert.deepEqual([error.code, error.claim, error.status], ['claim_invalid', 'tenant', 401]);
          return !inspect(error, { depth: 9, showHidden: true }).includes('sentinel');
        });
      }
      for (const path of [undefined, [], ['a value with spaces'], [7], [Symbol('x')], ['x'.repeat(65)], [{ key: 7 }]]) {
        const schema = { '~standard': { version: 1, vendor: 'own', validate: () => ({ issues: [{ message: 'm', path }] }) } };
        assert.throws(() => make({ schema }).verify(mint()), { code: 'claim_invalid', claim: 'schema' });
      }
    },

    'an asynchronous schema: verify says what to do, verifyAsync waits': async () => {
      const asynchronous = (wrap) => ({ '~standard': { version: 1, vendor: 'own', validate: (claims) => wrap({ value: claims }) } });
      const schemas = [
        z.object({ sub: z.string().refine(async () => true) }),
        v.objectAsync({
          sub: v.pipeAsync(
            v.string(),
            v.checkAsync(async () => true),
          ),
        }),
        asynchronous(async (result) => result),
        asynchronous((result) => ({ then: (resolve) => queueMicrotask(() => resolve(result)) })),
      ];
      for (const [i, schema] of schemas.entries()) {
        assert.throws(
          () => make({ schema }).verify(mint({ sub: 'me' })),
          (error) => error instanceof TypeError && /verifyAsync/.test(error.message),
          `${i}`,
        );
        assert.equal((await inTime(make({ schema }).verifyAsync(mint({ sub: 'me' })))).claims.sub, 'me', `${i}`);
      }
      const refusing = {
        '~standard': { version: 1, vendor: 'own', validate: () => ({ then: (resolve) => resolve({ issues: [{ message: 'm' }] }) }) },
      };
      await assert.rejects(inTime(make({ schema: refusing }).verifyAsync(mint())), { code: 'claim_invalid' });
    },

    'what is no schema, and what answers nonsense, lets nothing pass': async () => {
      for (const schema of [null, {}, 7, 'schema', { '~standard': {} }, { '~standard': { validate: 7 } }, z])
        assert.throws(() => make({ schema }), /`schema`/);
      for (const answer of [undefined, null, {}, 7, 'ok', { issues: null }, { issues: {} }]) {
        const schema = { '~standard': { version: 1, vendor: 'own', validate: () => answer } };
        assert.throws(() => make({ schema }).verify(mint()), inspect(answer));
        await assert.rejects(make({ schema }).verifyAsync(mint()), inspect(answer));
      }
    },
  };
}
