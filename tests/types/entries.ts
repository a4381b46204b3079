// Every entry point whose declarations need no other package, with something of each in use.
import { createVerifier, TokenError, type Verifier } from 'tokenward';
import { createClient, type Client } from 'tokenward/client';
import { authorizationCode } from 'tokenward/client/oauth';
import { guard as expressGuard } from 'tokenward/express';
import { guard as fastifyGuard } from 'tokenward/fastify';
import { createVerifier as ofInline } from 'tokenward/inline';
import { ready } from 'tokenward/issuer';
import { initSync } from 'tokenward/slim';
import { cacheApiStore } from 'tokenward/stores/cache-api';
import { durableObjectStore } from 'tokenward/stores/durable-object';
import { memoryStore } from 'tokenward/stores/memory';
import { redisStore } from 'tokenward/stores/redis';
import { workersKvStore } from 'tokenward/stores/workers-kv';

const verifier: Verifier = createVerifier({ keys: 'a PEM', algorithms: ['ES256'], audience: false });
export const subject: string | undefined = verifier.verify('a.b.c').claims.sub;
export const isOne: (error: unknown) => boolean = (error) => error instanceof TokenError && error.status === 401;
export const client: Client = createClient({ baseUrl: 'https://api.example/', login: 'login' });
export const guards = [expressGuard(verifier), fastifyGuard(verifier)];
export const stores = [cacheApiStore, durableObjectStore, memoryStore, redisStore, workersKvStore];
export const others = [authorizationCode, initSync, ofInline, ready];
// @ts-expect-error algorithms are required
createVerifier({ keys: 'a PEM' });
