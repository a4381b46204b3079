/** Scopes and roles of a token that was verified before. */
import { callWith } from './call.js';
import { wasm } from './instance.js';
import type { Wanted } from './types.js';

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
export function requireScopes(claims: object, scopes: Wanted | undefined): void {
  require(claims, scopes, undefined);
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
export function requireRoles(claims: object, roles: Wanted | undefined): void {
  require(claims, undefined, roles);
}

function require(claims: object, scopes: Wanted | undefined, roles: Wanted | undefined): void {
  if (scopes === undefined && roles === undefined) return;
  // The core takes null for what is not given; here that would let everyone pass.
  if (scopes === null || roles === null) throw new TypeError('`scopes` and `roles` must be names, not null');
  if (claims === null || typeof claims !== 'object') throw new TypeError('expected the claims of a verified token');
  const { scope, scopes: scopeList, scp, roles: roleList, role } = claims as Record<string, unknown>;
  const text = JSON.stringify({ scope, scopes: scopeList, scp, roles: roleList, role });
  callWith({ claims: text, ...given({ scopes, roles }) }, () => wasm.requireGrants());
}

/** Without what is undefined: an option that is not given is not checked. */
function given(options: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
