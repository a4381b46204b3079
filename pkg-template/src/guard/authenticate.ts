/**
 * What every guard does with a request, whatever the framework: find the one credential, verify
 * it, ask for scopes and roles, and say no in the words of RFC 6750 and RFC 9457.
 */
import { report, type AuthFailure, type OnAuthFailure } from './auth-failure.js';
import { credentialOf, isPreflight, tokenOf, type Carrier, type Credential } from '../verifier/credentials.js';
import { ownVerifier } from '../verifier/create.js';
import { TokenError } from '../bridge/errors.js';
import { requireNeeds, type Needs } from '../verifier/grants.js';
import type { IpAllowList } from '../http/ip-allow-list.js';
import { copyOf } from '../lib/json.js';
import { signedClaims } from '../verifier/claims-checks.js';
import { checkedUrl } from '../http/fetch-text.js';
import { check, optionsOf } from '../lib/options.js';
import type { WaitUntil } from '../lib/shared-work.js';
import type { GrantSources, VerifiedToken, Verifier, Requirement } from '../verifier/types.js';

/** Options of every `guard`: a plain object. `scopesFrom` and `rolesFrom` are the verifier's unless given here. */
export interface GuardOptions extends GrantSources {
  /** Scopes that the token must grant: all of these, or `{ any: [...] }`. */
  scopes?: Requirement;
  /** Roles that the token must grant: all of these, or `{ any: [...] }`. */
  roles?: Requirement;
  /**
   * Takes the token from this cookie as well, never from both. Only a `__Host-` cookie: nobody but
   * this host can set one. Requests that other sites cause are treated as if they had none, but for
   * links that the user follows here (GET navigations of a whole page, not of a frame, and not loaded
   * ahead): change nothing for a GET. Another name needs `{ name, withoutHostPrefix: true }`: any other
   * host of the domain can set that cookie, and log its user in as somebody else.
   */
  cookie?: `__Host-${string}` | { readonly name: string; readonly withoutHostPrefix: true };
  /**
   * The header whose value is the token, without a scheme, in place of `Authorization`: for proxies that
   * log in their users, such as `cf-access-jwt-assertion`. Nobody but that proxy may reach this service.
   */
  header?: string;
  /**
   * Lets requests without any credential pass, with `auth` undefined. A credential that is not good is
   * refused all the same. Does not go with `scopes` and `roles`, which nobody has without a token.
   */
  optional?: boolean;
  /** The name of what is protected, for the challenge of refusals (RFC 9110 section 11.5). */
  realm?: string;
  /** Where this service's metadata is (RFC 9728 section 5.1), for the challenge of refusals: MCP clients need it. An `https:` URL. */
  resourceMetadata?: string;
  /** Addresses that may call at all, preflights too; all others get 403, also where the address is not known. */
  ips?: IpAllowList;
  /**
   * What becomes of a CORS preflight (Fetch Standard): `OPTIONS` with `Origin` and
   * `Access-Control-Request-Method`, and without `Authorization`. Anyone can send one. By default the
   * guard answers it with 204 and no CORS headers, so that a browser asks no further, and nothing
   * behind the guard sees it. `'pass'` lets it pass **without a token**: only for those whose CORS
   * middleware stands behind the guard and answers it before any handler.
   */
  preflight?: 'pass';
  /** Told of every request that was refused: for security monitoring. */
  onAuthFailure?: OnAuthFailure;
  /**
   * Makes the response to a request that is refused, in place of the problem as JSON. A preflight is not
   * refused. What it throws goes where errors of handlers go.
   */
  onRefusal?: (refusal: Refusal) => Response | Promise<Response>;
}

/** Why a request is refused, as far as its client is told. */
export interface Refusal {
  readonly status: RefusalStatus;
  /** Such as `token_missing`, `invalid_token`, `insufficient_scope`. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** With the challenge of RFC 6750 (`www-authenticate`), or `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A request, as a framework's adapter describes it. @internal */
export interface IncomingRequest extends Carrier {
  ip?: string | undefined;
  waitUntil?: WaitUntil | undefined;
}

/**
 * What becomes of a request: it passes with its token; or without, as a preflight with
 * `preflight: 'pass'`, or with `optional`; or the guard answers it. @internal
 */
export type GuardResult<Claims> = { auth: VerifiedToken<Claims> | undefined } | { answer: Answer };

/** The guard's answer to a request that does not pass. @internal */
export interface Answer {
  /** 204 is for a preflight; all others refuse. */
  status: 204 | RefusalStatus;
  headers: Record<string, string>;
  /** A problem (RFC 9457), as JSON text; none with 204. */
  body: string | null;
  /** What `onRefusal` made in place of all that. */
  response?: Response;
}

type RefusalStatus = 401 | 403 | 503;

/** Allows nothing (Fetch Standard, CORS preflight): without CORS headers the browser asks no further. */
const NOTHING_ALLOWED: Answer = { status: 204, headers: {}, body: null };

/** Seconds after which to try again, when keys or revocations could not be looked up. */
const RETRY_AFTER = '5';

const TITLES = { 401: 'Unauthorized', 403: 'Forbidden', 503: 'Service Unavailable' };

const KNOWN = [
  'scopes',
  'roles',
  'scopesFrom',
  'rolesFrom',
  'cookie',
  'header',
  'optional',
  'realm',
  'resourceMetadata',
  'ips',
  'preflight',
  'onAuthFailure',
  'onRefusal',
];

/** Options as they count from now on, what they need of a token, and what they add to a challenge. @internal */
export type Checked<Options> = Readonly<Omit<Options, 'cookie'>> & {
  readonly cookie?: string;
  readonly needs: Needs | undefined;
  readonly parameters: readonly string[];
};

/**
 * The options as they count from now on. Refuses wrong ones when the guard is made and not at the
 * first request. `others` are functions that a framework's guard takes besides.
 * @internal
 */
export function checkGuard<Options extends GuardOptions>(
  verifier: unknown,
  options: Options,
  others: readonly string[] = [],
): Checked<Options> {
  if (typeof (verifier as Partial<Verifier> | null)?.verifyAsync !== 'function') {
    throw new TypeError('guard: expected a verifier, of createVerifier');
  }
  const checked = optionsOf('guard', options, [...KNOWN, ...others]) as Options;
  const { cookie, header, optional, ips, preflight, scopes, roles, scopesFrom, rolesFrom } = checked;
  check(
    cookie === undefined || isCookie(cookie),
    'cookie',
    cookie,
    'be a name that begins with `__Host-`, or { name, withoutHostPrefix: true }',
  );
  const isHeader = typeof header === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(header) && header.toLowerCase() !== 'authorization';
  check(header === undefined || isHeader, 'header', header, 'be the name of a header other than Authorization');
  check(optional === undefined || typeof optional === 'boolean', 'optional', optional, 'be a boolean');
  if (optional && (scopes !== undefined || roles !== undefined)) {
    throw new TypeError(
      '`optional` does not go with `scopes` or `roles`, which a request without a token lacks: use a second guard for those',
    );
  }
  check(ips === undefined || typeof ips?.has === 'function', 'ips', ips, 'come from createIpAllowList');
  check(preflight === undefined || preflight === 'pass', 'preflight', preflight, "be 'pass' or left out");
  for (const name of ['onAuthFailure', 'onRefusal', ...others]) {
    const value = (checked as Record<string, unknown>)[name];
    check(value === undefined || typeof value === 'function', name, value, 'be a function');
  }
  check(scopesFrom === undefined || scopes !== undefined, 'scopesFrom', scopesFrom, 'go with `scopes`');
  check(rolesFrom === undefined || roles !== undefined, 'rolesFrom', rolesFrom, 'go with `roles`');
  // Deep: the caller may go on using the lists.
  const given = Object.entries({ scopes, roles, scopesFrom, rolesFrom }).filter(([, value]) => value !== undefined);
  const needs: Needs = Object.freeze(Object.fromEntries(given.map(([name, value]) => [name, copyOf(value)])));
  // Names that are wrong are found here; that nothing grants them is not.
  for (const one of [
    { scopes, scopesFrom },
    { roles, rolesFrom },
  ]) {
    try {
      requireNeeds({}, one as Needs);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
    }
  }
  const anything = scopes !== undefined || roles !== undefined;
  const places = typeof cookie === 'object' ? { cookie: cookie.name as `__Host-${string}` } : {};
  return Object.freeze({ ...checked, ...places, needs: anything ? needs : undefined, parameters: parametersOf(checked) });
}

/** A cookie's name (RFC 6265 section 4.1.1), with the prefix, or with its lack spelt out. */
function isCookie(cookie: unknown): boolean {
  if (typeof cookie === 'string') return /^__Host-[\w.-]+$/.test(cookie);
  const { name, withoutHostPrefix, ...others } = Object(cookie) as { name?: unknown; withoutHostPrefix?: unknown };
  const isName = typeof name === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(name);
  return isName && withoutHostPrefix === true && Object.keys(others).length === 0;
}

/** What is added to a challenge. */
function parametersOf({ realm, resourceMetadata }: GuardOptions): readonly string[] {
  // RFC 9110 section 5.6.4, without what would have to be escaped.
  const isQuotable = typeof realm === 'string' && /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(realm);
  check(realm === undefined || isQuotable, 'realm', realm, 'be printable ASCII without quotes and backslashes');
  const parameters = realm === undefined ? [] : [`realm="${realm}"`];
  if (resourceMetadata !== undefined) {
    parameters.push(`resource_metadata="${checkedUrl('`resourceMetadata`', resourceMetadata).href}"`);
  }
  return parameters;
}

/** Lets a request pass, with its token, or says how to answer it. @internal */
export async function authenticate<Claims>(
  verifier: Verifier<Claims>,
  exchange: IncomingRequest,
  options: Checked<GuardOptions>,
): Promise<GuardResult<Claims>> {
  const { ip, waitUntil } = exchange;
  const { ips, preflight, needs, onAuthFailure, onRefusal } = options;
  let credential: Credential | undefined;
  const refuse = async (why: Pick<AuthFailure, 'code' | 'status'>, refusal: Refusal) => {
    report(onAuthFailure, why, { credential, ip, waitUntil });
    const answer = answerOf(refusal);
    return { answer: onRefusal === undefined ? answer : { ...answer, response: ownResponse(await onRefusal(refusal)) } };
  };
  if (ips !== undefined && ips.has(ip) !== true) {
    return refuse({ code: 'ip_not_allowed', status: 403 }, refusalOf(403, 'forbidden', 'This address may not use the service'));
  }
  try {
    if (isPreflight(exchange, options.header)) return preflight === 'pass' ? { auth: undefined } : { answer: NOTHING_ALLOWED };
    credential = credentialOf(exchange, options);
    // Some servers leave out a header without a value.
    if (options.optional && (credential.value === undefined || credential.value === '')) return { auth: undefined };
    const context = waitUntil === undefined ? {} : { waitUntil };
    // One of createVerifier does all of it in one call into the core.
    const own = ownVerifier(verifier);
    if (own !== undefined) return { auth: await own.verifyCredential(credential, context, needs) };
    const auth = await verifier.verifyAsync(tokenOf(credential), context);
    if (needs !== undefined) requireNeeds(signedClaims(auth), needs);
    return { auth };
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return refuse(error, refusalOf(error.status, publicCode(error), error.description, challengeOf(error, options)));
  }
}

/** The error's challenge with the guard's parameters (RFC 6750 section 3). */
function challengeOf({ challenge }: TokenError, { parameters }: Checked<GuardOptions>): string {
  if (parameters.length === 0) return challenge;
  const [scheme] = challenge.split(' ', 1);
  const others = challenge.slice(scheme!.length + 1);
  return `${scheme} ${[...parameters, ...(others === '' ? [] : [others])].join(', ')}`;
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

function refusalOf(status: RefusalStatus, code: string, detail: string, challenge?: string): Refusal {
  const headers: Record<string, string> = { 'cache-control': 'no-store' };
  if (status === 503) headers['retry-after'] = RETRY_AFTER;
  else if (challenge !== undefined) headers['www-authenticate'] = challenge;
  return { status, code, title: TITLES[status], detail, headers };
}

function answerOf({ status, code, title, detail, headers }: Refusal): Answer {
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code });
  return { status, headers: { 'content-type': 'application/problem+json', ...headers }, body };
}

/** By its shape: the class may be another realm's. */
function ownResponse(made: Response): Response {
  const { status, headers, text } = Object(made) as Partial<Response>;
  if (typeof status === 'number' && typeof headers?.get === 'function' && typeof text === 'function') return made;
  throw new TypeError('guard: `onRefusal` must return a Response');
}

/** What `fetch` handlers return. @internal */
export function responseOf({ response, ...answer }: Answer): Response {
  return response ?? new Response(answer.body, answer);
}

/** What Node.js writes. Of `set-cookie` there may be several. @internal */
export async function writtenOf({ response, ...answer }: Answer): Promise<WrittenAnswer> {
  if (response === undefined) return answer;
  const headers: Record<string, string | string[]> = {};
  response.headers.forEach((value, name) => (headers[name] = value));
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers['set-cookie'] = cookies;
  return { status: response.status, headers, body: await response.text() };
}

/** What a client is to get that does not pass: as Node.js writes it. */
export interface WrittenAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | null;
}
