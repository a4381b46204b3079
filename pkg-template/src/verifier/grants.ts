/** Scopes and roles of a token that was verified before. */
import { callWith } from '../bridge/call.js';
import { MAX_JSON_DEPTH, ROLE_CLAIMS, SCOPE_CLAIMS } from '../bridge/codes.js';
import * as wasm from '../../wasm/verifier.js';
import { refusal } from '../bridge/text.js';
import { optionsOf } from '../lib/options.js';
import type { GrantPlaces, GrantSources, Requirement, VerifiedToken } from './types.js';

/** Claims, and not what `verify` returns with them: a type error. */
export type NotWhole<Claims> = Claims extends VerifiedToken<any> ? never : Claims;

/**
 * Throws unless the claims grant these scopes: all of them, or with `{ any: [...] }` one of them. For
 * routes that ask for more than the verifier does.
 *
 * @param sources where scopes stand: give the verifier's `scopesFrom`, if it has one
 * @throws {TokenError} `scope_missing`, with status 403 and the `insufficient_scope` challenge of RFC 6750
 *
 * @example
 * ```ts
 * import { requireScopes } from 'tokenward';
 *
 * const { claims } = verifier.verify(token);
 * requireScopes(claims, ['deployments:write']);
 * requireScopes(claims, { any: ['admin', 'operator'] });
 * ```
 */
export function requireScopes<Claims extends object>(
  claims: NotWhole<Claims>,
  scopes: Requirement,
  sources: Pick<GrantSources, 'scopesFrom'> = {},
): void {
  require('requireScopes', claims, { scopes, ...optionsOf('requireScopes', sources, ['scopesFrom']) });
}

/**
 * Throws unless the claims grant these roles: all of them, or with `{ any: [...] }` one of them.
 *
 * @param sources where roles stand: give the verifier's `rolesFrom`, if it has one
 * @throws {TokenError} `role_missing`, with status 403 and the `insufficient_scope` challenge of RFC 6750
 *
 * @example
 * ```ts
 * import { requireRoles } from 'tokenward';
 *
 * const { claims } = verifier.verify(token);
 * requireRoles(claims, 'admin');
 * requireRoles(claims, 'editor', { rolesFrom: [['realm_access', 'roles']] });
 * ```
 */
export function requireRoles<Claims extends object>(
  claims: NotWhole<Claims>,
  roles: Requirement,
  sources: Pick<GrantSources, 'rolesFrom'> = {},
): void {
  require('requireRoles', claims, { roles, ...optionsOf('requireRoles', sources, ['rolesFrom']) });
}

/** What a caller needs of a token's claims, such as a route of an API. @internal */
export interface Needs extends Readonly<GrantSources> {
  readonly scopes?: Requirement;
  readonly roles?: Requirement;
}

/** Throws what the claims lack of what is needed. @internal */
export function refuseNeeds(claims: object, needs: Needs): never {
  requireNeeds(claims, needs);
  // The core has said that something is missing: that counts.
  throw refusal('claim_invalid', { claim: needs.scopes !== undefined ? 'scope' : 'roles' });
}

/** Throws what the claims lack of what is needed, if they do. @internal */
export function requireNeeds(claims: object, { scopes, roles, scopesFrom, rolesFrom }: Needs): void {
  if (scopes !== undefined) requireScopes(claims, scopes, { scopesFrom } as GrantSources);
  if (roles !== undefined) requireRoles(claims, roles, { rolesFrom } as GrantSources);
}

function require(caller: string, claims: object, needs: Needs): void {
  if (claims === null || typeof claims !== 'object') throw new TypeError(`${caller}: expected the claims of a verified token`);
  if (Object.hasOwn(claims, 'header') && Object.hasOwn(claims, 'claims')) {
    throw new TypeError(`${caller}: expected the claims alone: give it the \`claims\` of what \`verify\` returned`);
  }
  const { scopes, scopesFrom, rolesFrom } = needs;
  const names = scopes === undefined ? claimsOf(rolesFrom, ROLE_CLAIMS) : claimsOf(scopesFrom, SCOPE_CLAIMS);
  // Only the token's own members: what an object inherits, nobody has signed.
  const own = names.filter((name) => Object.hasOwn(claims, name)).map((name) => [name, claimAsJson(claims, name)]);
  // To want nothing is a mistake here, such as a variable that is not set; the core says so.
  callWith({ ...needs, claims: JSON.stringify(Object.fromEntries(own)) }, () => wasm.requireGrants());
}

/** The claims in which these places are; the core refuses places that are none. */
function claimsOf(places: GrantPlaces | undefined, custom: readonly string[]): readonly string[] {
  if (places === undefined) return custom;
  const all: readonly unknown[] = Array.isArray(places) ? places : [places];
  const names = all.map((place) => (Array.isArray(place) ? place[0] : place) as unknown);
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}

/** A claim as JSON gives it; null, which grants nothing, for what JSON does not have. */
function claimAsJson(claims: object, name: string): unknown {
  try {
    return asJson((claims as Record<string, unknown>)[name], 1);
  } catch {
    throw new TypeError(`the claim \`${name}\` cannot be read`);
  }
}

function asJson(value: unknown, depth: number): unknown {
  if (typeof value === 'string' || value === undefined) return value;
  if (value === null || typeof value !== 'object' || depth === MAX_JSON_DEPTH) return null;
  if (Array.isArray(value)) return value.map((element) => asJson(element, depth + 1) ?? null);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asJson(member, depth + 1)]));
}
