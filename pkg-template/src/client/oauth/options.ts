/** The options of the grants, checked; each problem is a `TypeError` that names the option. @internal */
import * as oauth from 'oauth4webapi';
import { tagOf } from '../../bridge/tags.js';
import { check, membersOf } from '../../lib/options.js';
import { checkedUrl } from '../../http/fetch-text.js';
import { OAuthError } from './errors.js';
import type { AuthorizationServer, LoginCallback, LoginTransaction } from './types.js';

/** @internal */
export function textOf(name: string, value: unknown): string {
  check(typeof value === 'string' && value !== '', name, value, 'be a non-empty string (is the environment variable set?)');
  return value as string;
}

/** @internal */
export function optionalText(name: string, value: unknown): string | undefined {
  return value === undefined ? undefined : textOf(name, value);
}

/** RFC 8707 section 2: absolute, without a fragment. @internal */
export function resourcesOf(value: unknown): string[] {
  if (value === undefined) return [];
  const all: unknown[] = Array.isArray(value) ? value : [value];
  for (const each of all) {
    let isUri = typeof each === 'string' && !each.includes('#');
    try {
      new URL(each as string);
    } catch {
      isUri = false;
    }
    check(isUri, 'resource', each, 'be an absolute URI without a fragment, or an array of these');
  }
  return all as string[];
}

/** Parameters of the caller, none of which is ours to set. @internal */
export function parametersOf(value: unknown, ours: string[]): Record<string, string> {
  if (value === undefined) return {};
  const given = membersOf('`parameters`', value as Record<string, string>) as Record<string, string>;
  for (const [name, text] of Object.entries(given)) {
    const named = name.slice(0, 40);
    check(typeof text === 'string', `parameters.${named}`, text, 'be a string');
    if (ours.includes(name.toLowerCase()))
      throw new TypeError(`\`parameters.${named}\` is not for you to set, or has an option of its own`);
  }
  return given;
}

/** As registered, for it is compared letter by letter (RFC 9700 section 4.1.3). @internal */
export function redirectUriOf(value: unknown, hosts: readonly string[]): string {
  const url = checkedUrl('`redirectUri`', value, hosts);
  // RFC 6749 section 3.1.2.
  if (url.href.includes('#')) throw new TypeError('`redirectUri`: expected no fragment');
  return typeof value === 'string' ? value : url.href;
}

/** An issuer's URL has neither query nor fragment (RFC 8414 section 2). @internal */
export function issuerOf(value: unknown, hosts: readonly string[]): URL {
  const url = checkedUrl('`issuer`', value, hosts);
  if (/[?#]/.test(url.href)) throw new TypeError('`issuer`: expected no query and no fragment');
  return url;
}

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'pushed_authorization_request_endpoint',
  'jwks_uri',
] as const;

/** Metadata whose URLs are all safe to send secrets to, or a browser. @internal */
export function checkedServer(name: string, given: AuthorizationServer, hosts: readonly string[]): AuthorizationServer {
  textOf(`${name}.issuer`, given.issuer);
  for (const each of ENDPOINTS) {
    if (given[each] !== undefined) checkedUrl(`\`${name}.${each}\``, given[each], hosts);
  }
  return given;
}

/** RFC 7636 section 4.1; ours have 43 characters. */
const UNGUESSABLE = /^[\w.~-]{43,128}$/;

/**
 * What finishes a login, read once. A `state` or `nonce` that is not there would be equal to none.
 *
 * @throws {TypeError} for what is no callback or no transaction
 * @throws {OAuthError} for a callback to another place
 * @internal
 */
export function loginOf(credentials: unknown, redirectUri: string, isOpenId: boolean): { callback: URL; transaction: LoginTransaction } {
  const { callback, transaction } = (credentials ?? {}) as Partial<LoginCallback>;
  if (typeof callback !== 'string' && tagOf(callback) !== 'URL') throw final('expected `{ callback, transaction }`');
  const { verifier, state, nonce, issuer } = (transaction ?? {}) as LoginTransaction;
  const isWhole = (isOpenId ? [verifier, state, nonce] : [verifier, state]).every(
    (value) => typeof value === 'string' && UNGUESSABLE.test(value),
  );
  if (!isWhole || typeof issuer !== 'string') throw final('`transaction` is not what `begin()` gave');
  let url: URL;
  try {
    url = new URL(callback as string | URL, redirectUri);
  } catch {
    throw final('`callback` is no URL');
  }
  if (!isAt(url, new URL(redirectUri))) {
    throw new OAuthError('the callback is not at `redirectUri`; behind a proxy give path and query alone', oauth.INVALID_RESPONSE, false);
  }
  return { callback: url, transaction: { verifier, state, nonce, issuer } };
}

/** Issuers may be told apart by origin, path or query; a server only adds to the query (RFC 6749 section 3.1.2). */
function isAt({ origin, pathname, searchParams }: URL, registered: URL): boolean {
  let isThere = origin === registered.origin && pathname === registered.pathname;
  registered.searchParams.forEach((value, name) => (isThere &&= searchParams.getAll(name).includes(value)));
  return isThere;
}

/** Calling again would not help. */
function final(problem: string): TypeError {
  return Object.assign(new TypeError(`client.login: ${problem}`), { retry: false });
}
