// An API with a login: a fetch handler, for Node.js (serve.js), Deno, Bun and workerd alike.
import { createRevocationList, guard, TokenError, withSecurityHeaders } from 'tokenward';
import { readJson, problem } from './body.js';
import { createDeployments } from './deployments.js';
import { createLimit } from './limit.js';
import { createUsers } from './passwords.js';
import { Sessions } from './sessions.js';
import { createTokens } from './tokens.js';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

/**
 * Makes the API.
 *
 * @param {object} options
 * @param {Record<string, string>} options.users passwords by user name; only hashes of them are kept
 * @param {string} [options.path] where it is mounted
 * @param {number} [options.accessLifetime] seconds an access token is good for
 * @param {number} [options.sessionLifetime] seconds after which one has to log in again
 * @param {{ requests: number, seconds: number }} [options.limit] how often each user may ask
 * @param {() => number} [options.clock] unix seconds
 */
export async function createApi({
  users,
  path = '/',
  accessLifetime = 15 * MINUTE,
  sessionLifetime = 30 * DAY,
  limit = { requests: 60, seconds: 5 },
  clock = () => Date.now() / 1000,
}) {
  // Without it a token would be good until it expires, logout or not.
  const revocation = createRevocationList({ clock });
  const { mint, verifier } = await createTokens({ issuer: 'https://deployments.example', audience: 'deployments', revocation, clock });
  const sessions = new Sessions({ lifetime: sessionLifetime, revocation, clock });
  const checkPassword = await createUsers(users);
  const deployments = createDeployments(clock);
  const waitToAsk = createLimit({ ...limit, clock });
  const waitToLogIn = createLimit({ requests: 10, seconds: MINUTE, clock });

  async function login(request) {
    const { username, password } = await readJson(request);
    if (typeof username !== 'string' || typeof password !== 'string') return problem(400, 'invalid_request');
    const wait = waitToLogIn(username);
    if (wait > 0) return tooMany(wait);
    // Which of the two was wrong is nobody's business.
    if (!(await checkPassword(username, password))) return problem(401, 'invalid_credentials');
    return tokensFor(await sessions.open(username));
  }

  async function refresh(request) {
    const { refresh_token: token } = await readJson(request);
    const opened = typeof token === 'string' ? await sessions.rotate(token) : undefined;
    // RFC 6749 section 5.2. Unknown, expired or used before: one answer for all.
    return opened === undefined ? problem(400, 'invalid_grant') : tokensFor(opened);
  }

  async function tokensFor({ session, refreshToken }) {
    const { token, claims } = await mint(session.sub, accessLifetime);
    await sessions.issued(session, claims);
    return tokenResponse(token, claims, refreshToken);
  }

  /** Ends what it is given, by either token; whoever holds none has nothing to end. */
  async function logout(request) {
    const { refresh_token: token } = await readJson(request);
    if (typeof token === 'string') await sessions.close(token);
    try {
      await revocation.revokeToken(verifier.verifyRequest(request).claims);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error; // as good as logged out
    }
    return new Response(null, { status: 204 });
  }

  /** A token for a day, for scripts. Whoever comes with one gets another, and the old one ends. */
  async function createSessionToken({ auth: { claims } }) {
    const { token, claims: fresh } = await mint(claims.sub, DAY, { use: 'session' });
    if (claims.use === 'session') await revocation.revokeToken(claims);
    return tokenResponse(token, fresh);
  }

  function tokenResponse(token, { exp }, refreshToken) {
    return Response.json({
      access_token: token,
      token_type: 'Bearer',
      expires_in: Math.floor(exp - clock()),
      access_expires_at: new Date(exp * 1000).toISOString(),
      refresh_token: refreshToken, // left out where there is none
    });
  }

  /** Only for those who may, and not too often. */
  const guarded = (handler, scope) =>
    guard(
      verifier,
      (request) => {
        const wait = waitToAsk(request.auth.claims.sub);
        return wait > 0 ? tooMany(wait) : handler(request);
      },
      { scopes: [scope] },
    );

  const routes = {
    'POST login': login,
    'POST refresh': refresh,
    'POST logout': logout,
    'POST session-tokens': guarded(createSessionToken, 'deployments:write'),
    'GET deployments': guarded(({ auth }) => deployments.list(auth.claims.sub), 'deployments:read'),
    'POST deployments': guarded(
      async (request) => deployments.create(request.auth.claims.sub, await readJson(request)),
      'deployments:write',
    ),
  };

  /** @param {Request} request */
  async function fetch(request) {
    const { pathname } = new URL(request.url);
    const name = `${request.method} ${pathname.startsWith(path) ? pathname.slice(path.length) : ''}`;
    const route = Object.hasOwn(routes, name) ? routes[name] : () => problem(404, 'not_found');
    try {
      return withSecurityHeaders(await route(request));
    } catch (error) {
      if (error instanceof Response) return withSecurityHeaders(error); // a body that cannot be read
      console.error(error);
      return withSecurityHeaders(problem(500, 'internal_error'));
    }
  }

  return { fetch, revocation };
}

const tooMany = (seconds) => problem(429, 'too_many_requests', { 'Retry-After': String(seconds) });
