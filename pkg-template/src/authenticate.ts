/**
 * What every guard does with a request, whatever the framework: find the one credential, verify
 * it, ask for scopes and roles, and say no in the words of RFC 6750 and RFC 9457.
 */
import { report, type AuthFailure, type OnAuthFailure } from './auth-failure.js';
import { credentialOf, isPreflight, type Carrier } from './credentials.js';
import { TokenError } from './errors.js';
import { requireRoles, requireScopes } from './grants.js';
import type { IpAllowList } from './ip.js';
import { signedClaims } from './one-issuer.js';
import type { WaitUntil } from './remote-keys.js';
import type { VerifiedToken, Wanted } from './types.js';
import type { Verifier } from './verifier.js';

/** Options of every `guard`: a plain object. */
export interface GuardOptions {
  /** Scopes that the token must grant: all of these, or `{ any: [...] }`. */
  scopes?: Wanted;
  /** Roles that the token must grant: all of these, or `{ any: [...] }`. */
  roles?: Wanted;
  /**
   * Takes the token from this cookie as well, never from both. Only a `__Host-` cookie: nobody but
   * this host can set one. Requests that other sites cause are treated as if they had none, but for
   * links that lead here (GET navigations): change nothing for a GET.
   */
  cookie?: `__Host-${string}`;
  /** Addresses that may call at all, preflights too; all others get 403, also where the address is not known. */
  ips?: IpAllowList;
  /** Told of every request that was refused: for security monitoring. */
  onAuthFailure?: OnAuthFailure;
}

/** A request, as a framework's adapter describes it. @internal */
export interface Exchange extends Carrier {
  ip?: string | undefined;
  waitUntil?: WaitUntil | undefined;
}

/** What becomes of a request: it passes with its token, or as a preflight without; or it is refused. @internal */
export type Outcome<Claims> = { auth: VerifiedToken<Claims> | undefined } | { refusal: Refusal };

/** The answer to a request that was refused. @internal */
export interface Refusal {
  status: 401 | 403 | 503;
  headers: Record<string, string>;
  /** A problem (RFC 9457), as JSON text. */
  body: string;
}

/** Seconds after which to try again, when keys or revocations could not be looked up. */
const RETRY_AFTER = '5';

const TITLES = { 401: 'Unauthorized', 403: 'Forbidden', 503: 'Service Unavailable' };

/**
 * The options as they count from now on. Refuses wrong ones when the guard is made and not at the
 * first request. `others` are functions that a framework's guard takes besides.
 * @internal
 */
export function checkGuard<Options extends GuardOptions>(verifier: unknown, options: Options, others: readonly string[] = []): Options {
  if (typeof (verifier as Partial<Verifier> | null)?.verifyAsync !== 'function') {
    throw new TypeError('guard: expected a verifier, of createVerifier');
  }
  // Inherited members would silently not count.
  const prototype: object | null = typeof options === 'object' && options !== null ? Object.getPrototypeOf(options) : undefined;
  if (prototype === undefined || (prototype !== null && Object.getPrototypeOf(prototype) !== null)) {
    throw new TypeError('guard: the options must be a plain object');
  }
  const checked = Object.freeze({ ...options });
  const known = ['scopes', 'roles', 'cookie', 'ips', 'onAuthFailure', ...others];
  const name = Object.keys(checked).find((option) => !known.includes(option));
  if (name !== undefined) throw new TypeError(`guard: unknown option \`${name.slice(0, 40)}\`; known are ${known.join(', ')}`);
  const { cookie, ips, scopes, roles } = checked;
  if (cookie !== undefined && !(typeof cookie === 'string' && /^__Host-[\w.-]+$/.test(cookie))) {
    throw new TypeError('guard: `cookie` must be a name that begins with `__Host-`');
  }
  if (ips !== undefined && typeof ips?.has !== 'function') throw new TypeError('guard: `ips` must come from createIpAllowList');
  for (const option of ['onAuthFailure', ...others]) {
    const value = (checked as Record<string, unknown>)[option];
    if (value !== undefined && typeof value !== 'function') throw new TypeError(`guard: \`${option}\` must be a function`);
  }
  // Names that are wrong are found here; that nothing grants them is not.
  for (const ask of [() => scopes !== undefined && requireScopes({}, scopes), () => roles !== undefined && requireRoles({}, roles)]) {
    try {
      ask();
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
    }
  }
  return checked;
}

/** Lets a request pass, with its token, or says how to refuse it. @internal */
export async function authenticate<Claims>(verifier: Verifier<Claims>, exchange: Exchange, options: GuardOptions): Promise<Outcome<Claims>> {
  const { ip, waitUntil } = exchange;
  const { ips, scopes, roles, onAuthFailure } = options;
  let token: string | undefined;
  const refuse = (why: Pick<AuthFailure, 'code' | 'status'>, refusal: Refusal) => {
    report(onAuthFailure, why, { token, ip, waitUntil });
    return { refusal };
  };
  if (ips !== undefined && ips.has(ip) !== true) {
    return refuse({ code: 'ip_not_allowed', status: 403 }, problem(403, 'forbidden', 'This address may not use the service'));
  }
  try {
    if (isPreflight(exchange)) return { auth: undefined };
    token = credentialOf(exchange, options.cookie);
    const auth = await verifier.verifyAsync(token, waitUntil === undefined ? {} : { waitUntil });
    const granted = signedClaims(auth);
    if (scopes !== undefined) requireScopes(granted, scopes);
    if (roles !== undefined) requireRoles(granted, roles);
    return { auth };
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return refuse(error, problem(error.status, publicCode(error), error.description, error.challenge));
  }
}

/** What a client can do something about. All but the first are found only after the signature holds. */
const TOLD: ReadonlySet<string> = new Set(['token_missing', 'token_expired', 'token_revoked', 'confirmation_missing']);

/** What the client needs to know, and no more: where the signature does not hold it is one and the same. */
function publicCode({ code, status }: TokenError): string {
  if (status === 403) return 'insufficient_scope';
  if (status === 503) return 'temporarily_unavailable';
  if (code === 'token_too_old') return 'token_expired';
  return TOLD.has(code) ? code : 'invalid_token';
}

function problem(status: Refusal['status'], code: string, detail: string, challenge?: string): Refusal {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  if (status === 503) headers['retry-after'] = RETRY_AFTER;
  else if (challenge !== undefined) headers['www-authenticate'] = challenge;
  return { status, headers, body: JSON.stringify({ type: 'about:blank', title: TITLES[status], status, detail, code }) };
}
