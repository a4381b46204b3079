// What users hand over to other libraries' types, and take from them: guards for frameworks, schemas.
import express, { Router } from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { createPublicKey, createSecretKey, webcrypto } from 'node:crypto';
import { createServer } from 'node:http';
import { createVerifier, type VerifiedToken, type Verifier } from 'tokenward';
import { guard as ofExpress, type Authenticated } from 'tokenward/express';
import { guard as ofFastify } from 'tokenward/fastify';
import { guard as ofHono, type AuthEnv } from 'tokenward/hono';
import * as v from 'valibot';
import { z } from 'zod';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(_: T): void => undefined;

interface MyClaims {
  sub: string;
  tenant: number;
}
declare const mine: Verifier<MyClaims>;
type Mine = VerifiedToken<MyClaims>;

declare const webKey: webcrypto.CryptoKey;
createVerifier({
  keys: [createPublicKey('pem'), Buffer.from('pem'), webKey, { pem: createPublicKey('pem'), kid: 'a' }],
  algorithms: ['ES256'],
});
createVerifier({ keys: { secret: createSecretKey(Buffer.alloc(32)) }, algorithms: ['HS256'] });

const app = new Hono<AuthEnv<MyClaims>>();
app.use('/api/*', ofHono(mine, { ip: (c) => c.req.header('cf-connecting-ip') }));
app.get('/api/me', (c) => {
  same<Equal<typeof c.var.auth, Mine>>(true);
  return c.json({ tenant: c.get('auth').claims.tenant });
});
new Hono<{ Bindings: { NAME: string }; Variables: { other: string } & AuthEnv<MyClaims>['Variables'] }>()
  .use(ofHono(mine))
  .get('/', (c) => c.text(`${c.env.NAME} ${c.get('other')} ${c.get('auth').claims.tenant}`));
new Hono().get('/', ofHono(mine), (c) => c.json({ tenant: c.var.auth.claims.tenant }));

new Hono().get('/', ofHono(mine, { optional: true }), (c) => {
  same<Equal<typeof c.var.auth, Mine | undefined>>(true);
  return c.json({ tenant: c.var.auth?.claims.tenant });
});

const web = express();
const reader = ofExpress(mine, { scopes: ['read'] });
web.use('/api', reader);
web.use(ofExpress(mine, { ip: (request: express.Request) => request.ip }));
Router().get('/me', reader, (request, response) => {
  same<Equal<ReturnType<typeof reader.auth>, Mine>>(true);
  response.json({ tenant: reader.auth(request).claims.tenant });
  void (request as typeof request & Authenticated<MyClaims>).auth.claims.tenant;
});
const visitor = ofExpress(mine, { optional: true });
web.use(visitor, (request, response) => {
  same<Equal<ReturnType<typeof visitor.auth>, Mine | undefined>>(true);
  response.json({ tenant: visitor.auth(request)?.claims.tenant });
});
createServer((request, response) => void reader(request, response, () => response.end(reader.auth(request).claims.sub)));

const server = fastify();
const operator = ofFastify(mine, { roles: { any: ['operator'] } });
server.addHook('onRequest', operator);
const guest = ofFastify(mine, { optional: true });
server.get('/', { onRequest: guest }, (request) => {
  same<Equal<ReturnType<typeof guest.auth>, Mine | undefined>>(true);
  return { tenant: guest.auth(request)?.claims.tenant };
});
server.get('/me', { onRequest: operator }, (request) => {
  same<Equal<ReturnType<typeof operator.auth>, Mine>>(true);
  return { tenant: operator.auth(request).claims.tenant };
});

const options = { keys: 'pem', algorithms: ['ES256'] } as const;
const byZod = createVerifier({ ...options, schema: z.object({ sub: z.string(), tenant: z.coerce.number() }) });
same<Equal<ReturnType<typeof byZod.verify>['claims'], { sub: string; tenant: number }>>(true);
const byValibot = createVerifier({ ...options, schema: v.object({ sub: v.string(), at: v.pipe(v.string(), v.transform(Number)) }) });
same<Equal<ReturnType<typeof byValibot.verify>['claims'], { sub: string; at: number }>>(true);
