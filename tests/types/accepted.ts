// Programs that must compile, under every module resolution users have.
import {
  createIpAllowList,
  createRevocationList,
  createVerifier,
  decodeUnverified,
  expiresIn,
  generateApiKey,
  authenticator,
  guard,
  hashApiKey,
  KeyError,
  parseDuration,
  parseTimestamp,
  ready,
  remoteJwks,
  requireRoles,
  requireScopes,
  securityHeaders,
  shouldRefresh,
  TokenError,
  TokenHolder,
  verifyApiKey,
  withSecurityHeaders,
  type Algorithm,
  type AuthenticatedRequest,
  type IpAllowList,
  type Jwk,
  type KeyResolver,
  type JwtClaims,
  type RevocationList,
  type StandardSchema,
  type TokenErrorCode,
  type TokenState,
  type VerifiedToken,
  type Verifier,
} from 'tokenward';
import { ClientError, createClient, type Client, type ClientErrorCode, type ClientEvent, type Grant, type Lock } from 'tokenward/client';
import * as oauth4webapi from 'oauth4webapi';
import {
  authorizationCode,
  clientCredentials,
  type ClientKey,
  OAuthError,
  type AuthorizationCodeFlow,
  type AuthorizationServer,
  type LoginTransaction,
} from 'tokenward/client/oauth';
import { cloudflareAccess, cloudflareAccessGuard, cognito, githubActions, google, supabase, twitch } from 'tokenward/providers';
import { init, initSync } from 'tokenward/slim';
import * as inline from 'tokenward/inline';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(_: T): void => undefined;

declare const cryptoKey: CryptoKey;
declare const googleCertificates: Record<string, string>;
const algorithms: Algorithm[] = ['ES256'];
const jwk: Jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const verifier: Verifier = createVerifier({
  keys: [
    jwk,
    { keys: [jwk] },
    '-----BEGIN PUBLIC KEY-----',
    new Uint8Array(9),
    new ArrayBuffer(9),
    { a: '-----BEGIN CERTIFICATE-----' },
    cryptoKey,
    { secret: new Uint8Array(32), kid: 'a', alg: 'HS256' },
    { pem: new Uint8Array(9), kid: 'a' },
    { ...googleCertificates },
  ],
  algorithms,
  issuer: ['https://a.example', 'https://b.example'],
  audience: false,
  subject: 'me',
  type: 'access',
  typ: 'at+jwt',
  scopes: ['read', 'write'],
  requiredClaims: ['exp', 'jti'],
  maxAge: 3600,
  clockTolerance: 5,
  crit: ['x-policy'],
  maxTokenBytes: 4096,
  cache: 100,
  clock: () => 0,
  engine: 'wasm',
});
const { header, claims, expiresIn: left }: VerifiedToken = verifier.verify('token');
same<Equal<typeof header.alg, string>>(true);
same<Equal<typeof claims, JwtClaims>>(true);
same<Equal<typeof left, number | undefined>>(true);
same<Equal<typeof claims.exp, number | undefined>>(true);
verifier.verifyRequest(new Request('https://api.example'));
verifier.verifyRequest({ headers: { authorization: 'Bearer token' } });
same<Equal<ReturnType<Verifier['verifyAsync']>, Promise<VerifiedToken>>>(true);

try {
  verifier.verify('token');
} catch (error) {
  if (error instanceof TokenError) {
    same<Equal<typeof error.code, TokenErrorCode>>(true);
    same<Equal<typeof error.status, 401 | 403 | 503>>(true);
    same<Equal<typeof error.challenge, string>>(true);
    same<Equal<typeof error.claim, string | undefined>>(true);
    const asError: Error = error;
    void asError;
  }
  if (error instanceof KeyError) same<Equal<typeof error.code, 'key_invalid' | 'key_too_weak' | 'key_algorithm_mismatch'>>(true);
}

same<Equal<ReturnType<typeof ready>, Promise<void>>>(true);
void decodeUnverified('token').claims.sub;
same<Equal<ReturnType<typeof expiresIn>, number>>(true);
shouldRefresh('2026-01-01T00:00:00Z', { margin: parseDuration('5m'), clock: () => 0 });
expiresIn(new Date());
parseTimestamp('2026-01-01T00:00:00Z');
const { key, hash } = generateApiKey({ prefix: 'acme', environment: 'live' });
same<Equal<ReturnType<typeof verifyApiKey>, boolean>>(true);
verifyApiKey(key, hash === hashApiKey(key) ? hash : null);
const holder = new TokenHolder({ margin: 300 });
holder.set({ access_token: 'a', refresh_token: 'r', access_expires_at: '2026-01-01T00:00:00Z', token_type: 'Bearer' });
same<Equal<typeof holder.state, TokenState>>(true);
same<Equal<ReturnType<typeof holder.authorization>, string>>(true);
holder.clear();

initSync(new Uint8Array());
void init(fetch('/tokenward.wasm'));
void inline.createVerifier;

const list: IpAllowList = createIpAllowList(['10.0.0.0/8'] as const);
const allowed: boolean = list.has(new Headers().get('x-real-ip'));
const headers: Record<string, string> = securityHeaders({ 'X-Frame-Options': false, 'x-own': 'a', 'Cache-Control': undefined });
const secured: Response = withSecurityHeaders(new Response(), { 'Referrer-Policy': 'origin' });
void [allowed, headers, secured];

// Claims as types: by a type alone, by a schema, and without either.
interface Mine {
  sub: string;
  tenant: number;
}
const options = { keys: 'pem', algorithms } as const;
same<Equal<ReturnType<ReturnType<typeof createVerifier<Mine>>['verify']>['claims'], Mine>>(true);
declare const schema: StandardSchema<Mine>;
const typed = createVerifier({ ...options, schema });
same<Equal<typeof typed, Verifier<Mine>>>(true);
same<Equal<Awaited<ReturnType<typeof typed.verifyAsync>>['claims'], Mine>>(true);
const several = createVerifier({
  issuers: [
    { issuer: 'a', keys: jwk },
    { issuer: 'b', keys: jwk, audience: 'c' },
  ],
  algorithms,
  schema,
});
same<Equal<typeof several, Verifier<Mine>>>(true);
same<Equal<ReturnType<typeof verifier.verify>['claims'], JwtClaims>>(true);

// Revocation: the claims of a verified token will do, whoever typed them.
const revocation: RevocationList = createRevocationList({ onStoreError: 'accept', timeout: 2, mustExist: true, environment: 'production' });
same<Equal<ReturnType<typeof revocation.revokeToken>, Promise<void>>>(true);
void revocation.revokeToken(claims);
void revocation.register({ jti: 'a', iss: 'b', exp: 1 });
void revocation.revokeSubject('s', { since: 1, keepFor: 2, iss: 'i' });
void revocation.revokeKey('k', { keepFor: 2 });
createVerifier({ ...options, revocation, environment: 'production' });

requireScopes(claims, ['read'] as const);
requireScopes(typed.verify('token').claims, { any: ['read', 'write'] });
requireRoles(claims, 'admin');
requireRoles({ roles: ['admin'] }, 'admin');
interface NextLike extends Request {
  readonly nextUrl: URL;
}
const ofNext = guard(verifier, (request: AuthenticatedRequest<JwtClaims, NextLike>) =>
  Response.json(request.nextUrl.href + request.auth.claims.sub),
);
same<Equal<Parameters<typeof ofNext>[0], NextLike>>(true);
const authenticate = authenticator(verifier, { scopes: 'read', onRefusal: ({ code, headers }) => new Response(code, { headers }) });
void (async (): Promise<string | undefined> => {
  const { auth, answer } = await authenticate({ headers: { Authorization: ['a'] } }, { ip: '10.0.0.1' });
  return answer === undefined ? auth.claims.sub : (answer.body ?? '');
})();
guard(verifier, () => new Response(), { cookie: { name: 'CF_Authorization', withoutHostPrefix: true } });
createVerifier({ ...options, keys: [{ secret: 'a' }, remoteJwks('https://a.example'), jwk] });
createVerifier({
  ...options,
  keys: ({ iss, kid, alg }) => (iss === kid ? jwk : alg === 'ES256' ? remoteJwks('https://a.example') : undefined),
});
const find: KeyResolver = async ({ iss }) => (iss === undefined ? null : [jwk, 'pem']);
createVerifier({ algorithms, issuers: [{ issuer: 'a', keys: find }] });
requireRoles(typed.verify('token').claims, 'admin', { rolesFrom: [['realm_access', 'roles'], 'cognito:groups'] });
createVerifier({
  ...options,
  claims: { token_use: 'access', client_id: ['a', 'b'] },
  scopesFrom: 'permissions',
  rolesFrom: [['a', 'b']] as const,
});
createVerifier({ ...options, scopes: { all: ['a'] }, roles: { any: ['b'] } });

const idTokens = createVerifier({ ...options, preset: 'id_token', issuer: 'op', audience: 'me', maxAuthAge: 60 });
idTokens.verify('token', { nonce: 'n', accessToken: 'a', code: 'c' });
idTokens.verify('token', { nonce: false });
void idTokens.verifyAsync('token', { nonce: 'n', waitUntil: () => undefined });
interface MyClaims {
  sub: string;
  tenant: number;
}
const mine: Verifier<MyClaims> = createVerifier<MyClaims>({ keys: jwk, algorithms });
interface Env {
  NAME: string;
}
const fetchHandler = guard(mine, (request, env: Env) => {
  same<Equal<typeof request.auth, VerifiedToken<MyClaims>>>(true);
  return Response.json({ tenant: request.auth.claims.tenant, name: env.NAME });
});
const answered: Promise<Response> = fetchHandler(new Request('https://api.example'), { NAME: 'a' });
void guard(verifier, (request: AuthenticatedRequest) => new Response(request.auth.claims.sub), {
  scopes: { any: ['a'] },
  cookie: '__Host-token',
  preflight: 'pass',
  ips: list,
  ip: (_, info: { remoteAddr: { hostname: string } }) => info.remoteAddr.hostname,
  onAuthFailure: async ({ code, ip }) => void [code, ip],
});
void answered;
guard(
  mine,
  (request) => {
    same<Equal<typeof request.auth, VerifiedToken<MyClaims> | undefined>>(true);
    return new Response(request.auth?.claims.sub);
  },
  { optional: true, header: 'cf-access-jwt-assertion', realm: 'api', resourceMetadata: 'https://api.example/metadata' },
);

declare const environment: { SESSION_TOKEN: string | undefined };
const grant: Grant = async ({ fetch, signal, refreshToken, authorization, credentials }) => {
  same<Equal<typeof refreshToken, string | undefined>>(true);
  same<Equal<typeof authorization, string | undefined>>(true);
  same<Equal<typeof credentials, unknown>>(true);
  return fetch('https://api.example/token', { method: 'POST', signal });
};
const lock: Lock = (name, work) => (name === '' ? Promise.reject(new Error()) : work());
const client: Client = createClient({
  baseUrl: new URL('https://api.example/v1/'),
  login: { url: '/login', body: async () => ({ username: 'ada' }), format: 'form', headers: { 'x-a': 'b' }, credentials: 'include' },
  refresh: grant,
  logout: ({ refreshToken }) => refreshToken,
  margin: 60,
  timeout: 10,
  retry: { attempts: 3, base: 1, cap: 10, methods: ['GET', 'POST'] },
  name: 'admin',
  tabs: false,
  lock,
  persist: {
    key: async () => cryptoKey,
    load: async () => new Uint8Array(),
    save: async (sealed) => sealed.length,
    remove: () => undefined,
  },
  waitUntil: (work) => void work,
  logoutOnShutdown: true,
  clock: () => 0,
  fetch: (input, init) => fetch(input, init),
});
createClient({
  baseUrl: 'https://api.example',
  sessionToken: environment.SESSION_TOKEN,
  rotate: () => ({ access_token: 'a' }),
  retry: false,
});
createClient({ baseUrl: 'https://api.example', login: '/login', refresh: new URL('https://id.example/token'), logout: '/logout' });
const clientEvents: ClientEvent[] = [];
const off: () => void = client.on('refresh', (event) => {
  same<Equal<typeof event.reason, 'margin' | 'expired' | 'rejected'>>(true);
  clientEvents.push(event);
});
off();
const asked: Promise<[string, Response, void, boolean, void]> = Promise.all([
  client.token({ signal: null }),
  client.fetch(new Request('https://api.example/v1/x'), { method: 'POST' }),
  client.login({ username: 'ada', password: 'lovelace' }),
  client.logout({ signal: AbortSignal.timeout(5) }),
  client.dispose(),
]);
void asked;
same<Equal<typeof client.state, TokenState>>(true);
same<Equal<typeof client.expiresIn, number | undefined>>(true);
declare const clientError: ClientError;
const clientCode: ClientErrorCode = clientError.code;
void clientCode;

// OAuth 2.0: what is made spreads into the options, and metadata of oauth4webapi's will do.
declare const metadata: oauth4webapi.AuthorizationServer;
const server: AuthorizationServer = metadata;
createClient({
  baseUrl: 'https://api.example',
  ...clientCredentials({ issuer: server, clientId: 'a', clientSecret: async () => 'b', authentication: 'post' }),
});
createClient({
  baseUrl: 'https://api.example',
  login: clientCredentials({ tokenEndpoint: new URL('https://id.example'), clientId: 'a', clientSecret: 'b', resource: ['urn:a'] }).login,
});
const clientKey: ClientKey = { key: cryptoKey, kid: 'a' };
clientCredentials({ issuer: server, clientId: 'a', privateKey: clientKey, allowInsecure: ['keycloak:8080'] });
clientCredentials({ issuer: server, clientId: 'a', privateKey: async () => cryptoKey });
authorizationCode({ issuer: server, clientId: 'a', redirectUri: 'https://app.example', privateKey: cryptoKey, par: true });
createClient({
  baseUrl: 'http://api:8080',
  allowInsecure: ['api:8080'],
  refresh: { url: '/refresh', credentials: 'include' },
  lifetime: Infinity,
  refreshOn: [401, 419],
});
new TokenHolder({ lifetime: 60 }).set({ access_token: 'a', expires_at: 7 });
const flow: AuthorizationCodeFlow = authorizationCode({
  issuer: metadata,
  clientId: 'a',
  redirectUri: 'https://app.example/callback',
  scope: 'openid',
  parameters: { prompt: 'login' },
  onIdToken: (idClaims) => void idClaims['sub'],
});
const user = createClient({ baseUrl: 'https://api.example', ...flow, margin: 60 });
const login = flow.begin({ parameters: { login_hint: 'ada' } });
same<Equal<typeof login, Promise<{ url: string; transaction: LoginTransaction }>>>(true);
void login.then(({ transaction }) => user.login({ callback: new URL('https://app.example/callback'), transaction }));
declare const oauthError: OAuthError;
const [oauthCode, again]: [string, boolean] = [oauthError.code, oauthError.retry];
void [oauthCode, again];
const own: Grant = async ({ fetch, refreshToken, signal }) =>
  fetch('https://id.example/token', { method: 'POST', body: refreshToken ?? null, signal });
own.interactive = true;

const pool = cognito({ userPool: 'eu-west-1_a', clientId: ['web', 'app'], jwks: { ttl: 60 }, claims: { tenant: 1 } });
const ofPool: Verifier = createVerifier(pool);
createVerifier({ ...pool, scopes: 'read', cache: 10, clock: () => 0 });
createVerifier({ issuers: [pool, google({ clientId: 'a', hd: 'acme.example' })] });
const ofRows = createVerifier({ ...supabase({ url: 'https://abcd.supabase.co' }), schema });
same<Equal<ReturnType<typeof ofRows.verify>['claims'], Mine>>(true);
createVerifier({ ...githubActions({ audience: 'a', repository: 'acme/app' }), cache: 1 });
createVerifier(twitch({ secret: 'a', role: ['viewer', 'external'] }));
guard(createVerifier(cloudflareAccess({ team: 'a', audience: 'b' })), () => new Response(), { ...cloudflareAccessGuard, scopes: 'read' });
ofPool.verify('token');
