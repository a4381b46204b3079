// Options that are wrong are a TypeError when the guard is made, and what is not wrong is not.
import assert from 'node:assert/strict';
import * as tokenward from 'tokenward';
import * as ofExpress from 'tokenward/express';
import * as ofFastify from 'tokenward/fastify';
import * as ofHono from 'tokenward/hono';
import { mint } from './client.mjs';
import { SECRET } from './policies.mjs';

const verifier = tokenward.createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'], audience: 'https://api.test' });
const handler = () => new Response('reached');
const GUARDS = {
  fetch: (given, options) => tokenward.guard(given, handler, options),
  hono: ofHono.guard,
  express: ofExpress.guard,
  fastify: ofFastify.guard,
};

const WRONG = [
  null,
  7,
  'read',
  [],
  new Map(),
  new (class Options {
    scopes = 'read';
  })(),
  Object.create({ scopes: 'read' }),
  { scope: 'read' },
  { Scopes: 'read' },
  { audience: 'a' },
  { scopes: [] },
  { scopes: null },
  { scopes: '' },
  { scopes: 7 },
  { scopes: ['a b'] },
  { scopes: ['a"b'] },
  { scopes: { any: [] } },
  { scopes: { some: ['a'] } },
  { roles: [] },
  { roles: null },
  { roles: [7] },
  { scopesFrom: 'permissions' },
  { scopes: 'read', rolesFrom: 'groups' },
  { roles: 'operator', rolesFrom: [] },
  { roles: 'operator', rolesFrom: [[]] },
  { roles: 'operator', rolesFrom: '' },
  { roles: 'operator', rolesFrom: [7] },
  { roles: 'operator', rolesFrom: null },
  { cookie: 't' },
  { cookie: '' },
  { cookie: '__Host-' },
  { cookie: '__host-t' },
  { cookie: '__Host-a b' },
  { cookie: '__Host-a;b' },
  { cookie: ['__Host-t'] },
  { cookie: { name: 't' } },
  { cookie: { name: 't', withoutHostPrefix: false } },
  { cookie: { name: 'a b', withoutHostPrefix: true } },
  { cookie: { name: '', withoutHostPrefix: true } },
  { cookie: { withoutHostPrefix: true } },
  { cookie: { name: 't', withoutHostPrefix: true, path: '/' } },
  { onRefusal: 7 },
  { onRefusal: null },
  { cookie: null },
  { header: 'Authorization' },
  { header: 'authorization' },
  { header: '' },
  { header: 'a b' },
  { header: 'a:b' },
  { header: 7 },
  { header: null },
  { optional: 1 },
  { optional: 'true' },
  { optional: null },
  { optional: true, scopes: 'read' },
  { optional: true, roles: 'operator' },
  { realm: '' },
  { realm: 'a"b' },
  { realm: 'a\\b' },
  { realm: 'a\nb' },
  { realm: 7 },
  { resourceMetadata: 'http://api.test/metadata' },
  { resourceMetadata: '/metadata' },
  { resourceMetadata: 7 },
  { preflight: 'answer' },
  { preflight: 'Pass' },
  { preflight: '' },
  { preflight: true },
  { preflight: false },
  { preflight: null },
  { preflight: ['pass'] },
  { ips: ['10.0.0.0/8'] },
  { ips: '10.0.0.0/8' },
  { ips: null },
  { onAuthFailure: 'log' },
  { onAuthFailure: null },
  { onAuthFailure: {} },
];

export async function optionChecks() {
  const checks = {};
  for (const [name, make] of Object.entries(GUARDS)) {
    checks[`options, ${name}: wrong ones are a TypeError at once`] = () => {
      for (const options of WRONG) assert.throws(() => make(verifier, options), TypeError, JSON.stringify(options));
      for (const none of [undefined, null, {}, 'verifier', () => {}]) assert.throws(() => make(none, {}), /expected a verifier/);
      assert.throws(() => make(verifier, { ip: 'x-real-ip' }), TypeError);
      make(verifier);
      make(verifier, {});
      make(verifier, Object.assign(Object.create(null), { scopes: undefined, cookie: '__Host-t', roles: { any: ['a b'] } }));
    };
  }
  checks['options, fetch: a handler is needed'] = () => {
    for (const none of [undefined, null, {}, 'handler']) assert.throws(() => tokenward.guard(verifier, none), /expected a handler/);
  };
  checks['options, hono: `ips` without `ip` would let nobody pass'] = () => {
    assert.throws(() => ofHono.guard(verifier, { ips: tokenward.createIpAllowList(['::1']) }), /`ips` needs `ip`/);
  };
  checks['options count as they were when the guard was made'] = async () => {
    const options = { scopes: 'read' };
    const guarded = tokenward.guard(verifier, handler, options);
    delete options.scopes;
    const request = new Request('https://api.test/', { headers: { Authorization: `Bearer ${mint()}` } });
    assert.equal((await guarded(request)).status, 403);
  };
  checks['an address that the runtime does not tell is in no list'] = async () => {
    const guarded = tokenward.guard(verifier, handler, { ips: tokenward.createIpAllowList(['0.0.0.0/0', '::/0']) });
    const request = new Request('https://api.test/', { headers: { Authorization: `Bearer ${mint()}`, 'X-Forwarded-For': '192.0.2.1' } });
    assert.equal((await guarded(request)).status, 403);
  };
  return checks;
}
