/** What the functions of all providers take, and how they read it. */
import { check, membersOf, optionsOf } from '../lib/options.js';
import type { RemoteJwksOptions } from '../keys/types.js';
import type { ClaimValue, IssuerOptions } from '../verifier/types.js';

/**
 * Options of every provider. Give these here and not beside the result: there they would take the place of what the
 * provider asks for. Everything else of `createVerifier` goes beside it: `{ ...cognito(options), scopes: 'read' }`.
 */
export interface ProviderOptions {
  /** Required values of further claims. A claim that the provider compares itself is a `TypeError`. */
  claims?: { readonly [name: string]: ClaimValue | readonly ClaimValue[] };
  /** Further claims that must be there; `exp` always must. */
  requiredClaims?: readonly string[];
}

/** Options of every provider whose keys are fetched. */
export interface FetchedProviderOptions extends ProviderOptions {
  /** How the keys are fetched: the options of `remoteJwks`, such as `ttl`, `cache` and `fetch`. */
  jwks?: RemoteJwksOptions;
}

const SHARED = ['claims', 'requiredClaims'];
const FETCHED = ['claims', 'requiredClaims', 'jwks'];

/** The options that are given, all of them among a provider's and the shared ones. @internal */
export function providerOptions<T extends ProviderOptions>(
  provider: string,
  options: T,
  known: readonly string[],
  isFetched = true,
): Partial<T> {
  return optionsOf(provider, options, [...known, ...(isFetched ? FETCHED : SHARED)]);
}

/**
 * The claims that a token must have: those of the provider, and those of the caller.
 *
 * @param own values that the provider compares; `undefined` is for what the caller has not restricted
 * @param required claims that the provider wants besides
 * @internal
 */
export function requirements(
  { claims = {}, requiredClaims = [] }: ProviderOptions,
  own: { readonly [name: string]: ClaimValue | readonly ClaimValue[] | undefined },
  required: readonly string[] = [],
): Required<Pick<IssuerOptions, 'claims' | 'requiredClaims'>> {
  membersOf('`claims`', claims);
  const compared = Object.entries(own).filter(([, values]) => values !== undefined) as [string, ClaimValue][];
  for (const [name] of compared) {
    // Another value would switch the provider's check off.
    if (Object.hasOwn(claims, name)) throw new TypeError(`\`claims\` must not name \`${name}\`: the provider compares it`);
  }
  check(Array.isArray(requiredClaims), 'requiredClaims', requiredClaims, 'be an array of names');
  // `undefined` in the caller's stays: the core refuses it.
  return { claims: { ...claims, ...Object.fromEntries(compared) }, requiredClaims: ['exp', ...required, ...requiredClaims] };
}

/** Reads an option that is a non-empty string; `fits` says more of it, and `expected` says it in words. @internal */
export function text(
  option: string,
  value: unknown,
  fits = /./,
  expected = 'be a non-empty string (is the environment variable set?)',
): string {
  check(typeof value === 'string' && fits.test(value), option, value, expected);
  return value as string;
}

/** Reads an option that is a non-empty string, or a non-empty array of such. @internal */
export function texts(option: string, value: unknown, fits?: RegExp, expected?: string): string[] {
  if (!Array.isArray(value) || value.length === 0) return [text(option, value, fits, expected)];
  return value.map((each) => text(option, each, fits, expected));
}

/** Like {@link texts}, of an option that may be left out. @internal */
export function textsIfGiven(option: string, value: unknown, fits?: RegExp, expected?: string): string[] | undefined {
  return value === undefined ? undefined : texts(option, value, fits, expected);
}

/** Reads an option that is one of some words. @internal */
export function oneOf<Word extends string | number>(option: string, value: Word, words: readonly Word[]): Word {
  check(words.includes(value), option, value, `be ${words.map((word) => (typeof word === 'string' ? `'${word}'` : word)).join(' or ')}`);
  return value;
}

/** Reads an option that is the name of a host. @internal */
export function host(option: string, value: unknown, example: string): string {
  return text(option, value, /^[\w.-]+(:\d+)?$/, `be the name of a host, such as ${example}, without https:// and slashes`);
}

/** Reads an option that is the URL of a server: without the slash at its end, which its issuers lack. @internal */
export function serverUrl(option: string, value: unknown, example: string): string {
  const url = text(option, value, /^https?:\/\/[^?#]+$/, `be a URL, such as ${example}`);
  return url.endsWith('/') ? url.slice(0, -1) : url;
}
