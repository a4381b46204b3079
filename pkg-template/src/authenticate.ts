/**
 * What every guard does with a request, whatever the framework: find the one credential, verify
 * it, ask for scopes and roles, and say no in the words of RFC 6750 and RFC 9457.
 */
import { refusal } from './call.js';
import { bearerIn, cookieIn, type Headers } from './credentials.js';
import { TokenError } from './errors.js';
import { requireRoles, requireScopes } from './grants.js';
import type { IpAllowList } from './ip.js';
import type { WaitUntil } from './remote-keys.js';
import type { VerifiedToken, Wanted } from './types.js';
import { decodeUnverified, type Verifier } from './verifier.js';

/** Options of every `guard`. */
export interface GuardOptions {
  /** Scopes that must be granted: all of these, or `{ any: [...] }`. */
  scopes?: Wanted;
  /** Roles that must be granted: all of these, or `{ any: [...] }`. */
  roles?: Wanted;
  /**
   * Takes the token from this cookie as well, never from both. Only a `__Host-` cookie: nobody but
   * this host can set one. Requests that other sites cause are treated as if they had none.
   */
  cookie?: `__Host-${string}`;
  /** Addresses that may call at all; all others get 403. */
  ips?: IpAllowList;
  /** Told of every request that was refused: for security monitoring. */
  onAuthFailure?: (failure: AuthFailure) => void;
}

/** A request that was refused. It never holds the credential. */
export interface AuthFailure {
  /** The code of the {@link TokenError}, or `ip_not_allowed`. */
  code: string;
  status: 401 | 403 | 503;
  /** What the token says of its issuer and of its key. Not verified: whoever sent it wrote it. */
  issuer?: string;
  kid?: string;
  /** The caller's address, where the guard knows it. */
  ip?: string;
}

/** A request, as a framework's adapter describes it. @internal */
export interface Exchange {
  method: string;
  url: string;
  headers: Headers;
  ip?: string | undefined;
  waitUntil?: WaitUntil | undefined;
}

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

/** Refuses options that are wrong, when the guard is made and not at the first request. @internal */
export function checkGuard(verifier: unknown, options: GuardOptions, others: readonly string[] = []): void {
  if (typeof (verifier as Partial<Verifier> | null)?.verifyAsync !== 'function') {
    throw new TypeError('guard: expected a verifier, of createVerifier');
  }
  const known = ['scopes', 'roles', 'cookie', 'ips', 'onAuthFailure', ...others];
  const name = Object.keys(options).find((option) => !known.includes(option));
  if (name !== undefined) throw new TypeError(`guard: unknown option \`${name.slice(0, 40)}\`; known are ${known.join(', ')}`);
  const { cookie, ips, onAuthFailure, scopes, roles } = options;
  if (cookie !== undefined && !/^__Host-[\w.-]+$/.test(cookie)) throw new TypeError('guard: `cookie` must be a name that begins with `__Host-`');
  if (ips !== undefined && typeof ips?.has !== 'function') throw new TypeError('guard: `ips` must come from createIpAllowList');
  if (onAuthFailure !== undefined && typeof onAuthFailure !== 'function') throw new TypeError('guard: `onAuthFailure` must be a function');
  // Names that are wrong are found here; that nothing grants them is not.
  for (const ask of [() => scopes !== undefined && requireScopes({}, scopes), () => roles !== undefined && requireRoles({}, roles)]) {
    try {
      ask();
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
    }
  }
}

/** Whether a browser asks what it may ask (Fetch standard, CORS preflight): it never carries a credential. @internal */
export function isPreflight({ method, headers }: Exchange): boolean {
  return method === 'OPTIONS' && headers('origin') !== undefined && headers('access-control-request-method') !== undefined;
}

/** Lets a request pass, with its token, or says how to refuse it. @internal */
export async function authenticate<Claims>(
  verifier: Verifier<Claims>,
  exchange: Exchange,
  options: GuardOptions,
): Promise<VerifiedToken<Claims> | Refusal> {
  const { ip, waitUntil } = exchange;
  if (options.ips !== undefined && !options.ips.has(ip)) {
    report(options, { code: 'ip_not_allowed', status: 403 }, undefined, ip);
    return problem(403, 'forbidden', 'This address may not use the service');
  }
  let token: string | undefined;
  try {
    token = credentialOf(exchange, options.cookie);
    const passed = await verifier.verifyAsync(token, waitUntil === undefined ? {} : { waitUntil });
    if (options.scopes !== undefined) requireScopes(passed.claims as object, options.scopes);
    if (options.roles !== undefined) requireRoles(passed.claims as object, options.roles);
    return passed;
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    report(options, error, token, ip);
    return problem(error.status, publicCode(error), error.description, error.challenge);
  }
}

/** @internal */
export function isRefusal(outcome: object): outcome is Refusal {
  return 'status' in outcome;
}

/** The request's one credential; throws for none and for two. */
function credentialOf({ method, url, headers }: Exchange, cookie: string | undefined): string {
  // RFC 6750 section 5.3: not in page URLs. RFC 9700 section 4.3.2: neither in others.
  if (/[?&]access_token=/.test(url)) throw refusal('misplaced');
  const inCookie = cookie === undefined || isCrossSite(method, headers) ? undefined : cookieIn(headers, cookie);
  const authorization = headers('authorization');
  if (inCookie === undefined) return bearerIn(authorization);
  if (authorization !== undefined) throw refusal('misplaced');
  return inCookie;
}

/** Whether another site made the browser send this (Fetch Metadata; `Origin` with older browsers). */
function isCrossSite(method: string, headers: Headers): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  const site = headers('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const [origin, host] = [headers('origin'), headers('host')];
  return origin !== undefined && (typeof origin !== 'string' || origin.replace(/^https?:\/\//, '') !== host);
}

/** What the client needs to know, and no more: where the signature does not hold it is one and the same. */
function publicCode({ code, status }: TokenError): string {
  if (status === 403) return 'insufficient_scope';
  if (status === 503) return 'temporarily_unavailable';
  if (code === 'token_too_old') return 'token_expired';
  return code === 'token_missing' || code === 'token_expired' || code === 'token_revoked' ? code : 'invalid_token';
}

function problem(status: Refusal['status'], code: string, detail: string, challenge?: string): Refusal {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  if (status === 503) headers['retry-after'] = RETRY_AFTER;
  else if (challenge !== undefined) headers['www-authenticate'] = challenge;
  return { status, headers, body: JSON.stringify({ type: 'about:blank', title: TITLES[status], status, detail, code }) };
}

function report({ onAuthFailure }: GuardOptions, { code, status }: Pick<AuthFailure, 'code' | 'status'>, token: string | undefined, ip: string | undefined): void {
  if (onAuthFailure === undefined) return;
  const failure: AuthFailure = { code, status };
  const { issuer, kid } = namesIn(token);
  if (issuer !== undefined) failure.issuer = issuer;
  if (kid !== undefined) failure.kid = kid;
  if (ip !== undefined) failure.ip = ip;
  try {
    const told: unknown = onAuthFailure(failure);
    if (told instanceof Promise) told.catch(() => {});
  } catch {
    // Whoever watches does not change the verdict.
  }
}

function namesIn(token: string | undefined): { issuer?: string | undefined; kid?: string | undefined } {
  if (token === undefined) return {};
  try {
    const { header, claims } = decodeUnverified(token);
    return { issuer: printable(claims.iss), kid: printable(header.kid) };
  } catch {
    return {};
  }
}

/** A name fit for a log line: short, in ASCII, on one line. */
function printable(name: unknown): string | undefined {
  return typeof name === 'string' && /^[ -~]{1,200}$/.test(name) ? name : undefined;
}
