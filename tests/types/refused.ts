// Mistakes the types must catch: each line below an expectation has to be an error.
import {
  createIpAllowList,
  createRevocationList,
  createVerifier,
  generateApiKey,
  requireRoles,
  requireScopes,
  guard,
  securityHeaders,
  TokenHolder,
  verifyApiKey,
  withSecurityHeaders,
  type StandardSchema,
  type Verifier,
} from 'tokenward';
import { createClient, type Client } from 'tokenward/client';
import { authorizationCode, clientCredentials } from 'tokenward/client/oauth';
import { guard as ofExpress } from 'tokenward/express';
import { guard as ofHono } from 'tokenward/hono';
import { cognito, githubActions, twitch } from 'tokenward/providers';

declare const verifier: Verifier;
declare const mine: Verifier<{ tenant: number }>;
declare const holder: TokenHolder;
declare const client: Client;

// @ts-expect-error `algorithms` is required
createVerifier({ keys: 'pem' });
// @ts-expect-error `keys` is required
createVerifier({ algorithms: ['ES256'] });
// @ts-expect-error no such algorithm
createVerifier({ keys: 'pem', algorithms: ['none'] });
// @ts-expect-error names are case-sensitive
createVerifier({ keys: 'pem', algorithms: ['es256'] });
// @ts-expect-error unknown option
createVerifier({ keys: 'pem', algorithms: ['ES256'], isuer: 'x' });
// @ts-expect-error only `false` switches the audience off
createVerifier({ keys: 'pem', algorithms: ['ES256'], audience: true });
// @ts-expect-error seconds, not text
createVerifier({ keys: 'pem', algorithms: ['ES256'], maxAge: '15m' });
// @ts-expect-error the clock returns seconds
createVerifier({ keys: 'pem', algorithms: ['ES256'], clock: () => new Date() });
// @ts-expect-error no such engine
createVerifier({ keys: 'pem', algorithms: ['ES256'], engine: 'native' });
// @ts-expect-error an HMAC algorithm
createVerifier({ keys: { secret: 'x', alg: 'RS256' }, algorithms: ['HS256'] });
// @ts-expect-error the name of a member is misspelt
createVerifier({ keys: { secrets: new Uint8Array(32) }, algorithms: ['HS256'] });
// @ts-expect-error a token is a string
verifier.verify(7);
// @ts-expect-error there is no payload, the name is claims
void verifier.verify('token').payload;
// @ts-expect-error headers are needed
verifier.verifyRequest({});
// @ts-expect-error the environment is required
generateApiKey({ prefix: 'acme' });
// @ts-expect-error both are needed
verifyApiKey('key');
// @ts-expect-error the access token is required
holder.set({ expires_in: 60 });
// @ts-expect-error the state cannot be set
holder.state = 'fresh';
// @ts-expect-error milliseconds do not exist here
void new TokenHolder({ marginMs: 300 });
// @ts-expect-error a claim of unknown type has to be checked first
verifier.verify('token').claims['tenant'].length;
// @ts-expect-error an array, even of one
createIpAllowList('10.0.0.0/8');
// @ts-expect-error a value, or false to leave it out
securityHeaders({ 'X-Frame-Options': true });
// @ts-expect-error a response, not the promise of one
withSecurityHeaders(Promise.resolve(new Response()));

declare const schema: StandardSchema<{ sub: string }>;
const typed = createVerifier({ keys: 'pem', algorithms: ['ES256'], schema });
// @ts-expect-error the schema makes no such claim
void typed.verify('token').claims.tenant;
// @ts-expect-error the schema makes another type than the one asked for
createVerifier<{ sub: number }>({ keys: 'pem', algorithms: ['ES256'], schema });
// @ts-expect-error no schema
createVerifier({ keys: 'pem', algorithms: ['ES256'], schema: {} });
// @ts-expect-error not a list of ours
createVerifier({ keys: 'pem', algorithms: ['ES256'], revocation: {} });
// @ts-expect-error no such choice
createRevocationList({ onStoreError: 'ignore' });
// @ts-expect-error a store has both
createRevocationList({ store: { get: () => [] } });
// @ts-expect-error a token is revoked by its name, not by its text
void createRevocationList().revokeToken('token');
// @ts-expect-error seconds, not a date
void createRevocationList().revokeSubject('me', { since: new Date() });
// @ts-expect-error what is wanted has to be said
requireScopes(typed.verify('token').claims, undefined);
// @ts-expect-error the claims alone, and not the whole result
requireScopes(typed.verify('token'), 'read');
// @ts-expect-error the claims alone, and not the whole result
requireRoles(typed.verify('token'), 'admin');
// @ts-expect-error a path is an array, and not an object
requireRoles(typed.verify('token').claims, 'admin', { rolesFrom: { realm_access: 'roles' } });
// @ts-expect-error values are strings, numbers and booleans
createVerifier({ keys: 'pem', algorithms: ['ES256'], claims: { aud: null } });
// @ts-expect-error a function that finds keys gets no request
createVerifier({ keys: (request: Request) => request.url, algorithms: ['ES256'] });
// @ts-expect-error the lack of the prefix has to be spelt out
guard(verifier, () => new Response(), { cookie: { name: 't' } });
// @ts-expect-error a refusal is answered with a Response
guard(verifier, () => new Response(), { onRefusal: () => 'no' });
// @ts-expect-error all or any
requireScopes(typed.verify('token').claims, { some: ['read'] });
// @ts-expect-error no such preset
createVerifier({ keys: 'pem', algorithms: ['ES256'], preset: 'refresh_token' });
// @ts-expect-error only `false` says that there was none
verifier.verify('token', { nonce: true });
// @ts-expect-error nothing else is known of a login
verifier.verify('token', { nonce: 'n', acessToken: 'a' });
// @ts-expect-error a preflight passes or is answered
guard(verifier, () => new Response(), { preflight: true });
// @ts-expect-error only a `__Host-` cookie
guard(verifier, () => new Response(), { cookie: 'token' });
// @ts-expect-error unknown option
guard(verifier, () => new Response(), { scope: 'read' });
// @ts-expect-error where a token is optional there may be none
guard(verifier, (request) => new Response(request.auth.claims.sub), { optional: true });
// @ts-expect-error a handler answers
guard(verifier, () => undefined);
// @ts-expect-error the verifier's claims, and no others
guard(mine, (request) => Response.json(request.auth.claims.tenants));
guard(verifier, (request) => {
  // @ts-expect-error of what passed there is no changing
  request.auth = verifier.verify('token');
  return new Response();
});
// @ts-expect-error the verifier's claims, and no others
void ofExpress(mine).auth({}).claims.tenants;
// @ts-expect-error the verifier comes first
ofHono({ scopes: 'read' });

// @ts-expect-error `baseUrl` is required
createClient({ login: '/login' });
// @ts-expect-error unknown option
createClient({ baseUrl: 'https://api.example', login: '/login', margins: 5 });
// @ts-expect-error a path to post to, or an endpoint, or a function
createClient({ baseUrl: 'https://api.example', login: 7 });
// @ts-expect-error no such format
createClient({ baseUrl: 'https://api.example', login: { url: '/login', format: 'xml' } });
// @ts-expect-error all three or nothing
createClient({ baseUrl: 'https://api.example', login: '/login', persist: { load: () => null } });
// @ts-expect-error no such event
client.on('refreshed', () => undefined);
// @ts-expect-error a login has no reason
client.on('login', (event) => event.reason);
// @ts-expect-error the token comes later
client.token().length;
// @ts-expect-error read-only
client.state = 'fresh';

// @ts-expect-error a key, not its text
clientCredentials({ issuer: 'https://id.example', clientId: 'a', privateKey: '-----BEGIN PRIVATE KEY-----' });
// @ts-expect-error statuses are numbers
createClient({ baseUrl: 'https://api.example', login: '/login', refreshOn: ['401'] });
// @ts-expect-error a service has a secret, or a key
clientCredentials({ issuer: 'https://id.example', clientId: 'a' });
// @ts-expect-error no such way
clientCredentials({ issuer: 'https://id.example', clientId: 'a', clientSecret: 'b', authentication: 'none' });
// @ts-expect-error where to come back to is required
authorizationCode({ issuer: 'https://id.example', clientId: 'a' });
// @ts-expect-error scopes are one string
authorizationCode({ issuer: 'https://id.example', clientId: 'a', redirectUri: 'https://app.example', scope: ['openid'] });

// @ts-expect-error a pool has several clients
cognito({ userPool: 'eu-west-1_a' });
// @ts-expect-error unknown option
cognito({ userPool: 'eu-west-1_a', clientId: 'a', clientid: 'b' });
// @ts-expect-error no such token
cognito({ userPool: 'eu-west-1_a', clientId: 'a', token: 'refresh' });
// @ts-expect-error every workflow on GitHub gets tokens: a repository or a subject
githubActions({ audience: 'a' });
// @ts-expect-error a secret is not fetched
twitch({ secret: 'a', jwks: {} });
