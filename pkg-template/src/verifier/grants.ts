/** Scopes and roles of a token that was verified before. */
import { callWith } from '../bridge/call.js';
import { GRANTING } from '../bridge/codes.js';
import * as wasm from '../../wasm/verifier.js';
import { refusal } from '../bridge/text.js';
import type { Requirement } from './types.js';

/**
 * Throws unless the claims grant these scopes (by `scope`, `scopes` or `scp`): all of them, or
 * with `{ any: [...] }` one of them. For routes that ask for more than the verifier does.
 *
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
export function requireScopes(claims: object, scopes: Requirement): void {
  require(claims, 'scopes', scopes);
}

/**
 * Throws unless the claims grant these roles (by `roles` or `role`): all of them, or with
 * `{ any: [...] }` one of them.
 *
 * @throws {TokenError} `role_missing`, with status 403 and the `insufficient_scope` challenge of RFC 6750
 *
 * @example
 * ```ts
 * import { requireRoles } from 'tokenward';
 *
 * const { claims } = verifier.verify(token);
 * requireRoles(claims, 'admin');
 * ```
 */
export function requireRoles(claims: object, roles: Requirement): void {
  require(claims, 'roles', roles);
}

/** What a caller needs of a token's claims, such as a route of an API. @internal */
export interface Needs {
  readonly scopes?: Requirement;
  readonly roles?: Requirement;
}

/** Throws what the claims lack of what is needed. @internal */
export function refuseNeeds(claims: object, { scopes, roles }: Needs): never {
  if (scopes !== undefined) requireScopes(claims, scopes);
  if (roles !== undefined) requireRoles(claims, roles);
  // The core has said that something is missing: that counts.
  throw refusal('claim_invalid', { claim: scopes !== undefined ? 'scope' : 'roles' });
}

function require(claims: object, option: 'scopes' | 'roles', wanted: Requirement): void {
  if (claims === null || typeof claims !== 'object') throw new TypeError('expected the claims of a verified token');
  if (Object.hasOwn(claims, 'header') && Object.hasOwn(claims, 'claims')) {
    throw new TypeError('expected the claims alone: give it the `claims` of what `verify` returned');
  }
  // Only the token's own members: what an object inherits, nobody has signed.
  const own = GRANTING.filter((name) => Object.hasOwn(claims, name)).map((name) => [name, claimAsJson(claims, name)]);
  // To want nothing is a mistake here, such as a variable that is not set; the core says so.
  callWith({ claims: JSON.stringify(Object.fromEntries(own)), [option]: wanted }, () => wasm.requireGrants());
}

/** A claim as JSON gives it: a string or an array of strings; null, which grants nothing, for all else. */
function claimAsJson(claims: object, name: string): string | (string | null)[] | null | undefined {
  try {
    const value = (claims as Record<string, unknown>)[name];
    if (Array.isArray(value)) return value.map((element) => (typeof element === 'string' ? element : null));
    return typeof value === 'string' || value === undefined ? value : null;
  } catch {
    throw new TypeError(`the claim \`${name}\` cannot be read`);
  }
}
