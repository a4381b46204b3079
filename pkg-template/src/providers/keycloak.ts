/** Access tokens of Keycloak. */
import { remoteJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { providerOptions, requirements, serverUrl, text, texts, textsIfGiven, type FetchedProviderOptions } from './options.js';

/** Options of {@link keycloak}. */
export interface KeycloakOptions extends FetchedProviderOptions {
  /**
   * Where Keycloak is, as its tokens name it: such as `https://sso.acme.example`; with old ones also `/auth` after
   * it.
   */
  url: string;
  /** The realm's name. */
  realm: string;
  /**
   * The client that stands for this service, as its tokens' `aud` names it. Not `account`: nearly every token of a
   * realm has that.
   */
  audience: string | readonly string[];
  /** The clients that may call (`azp`). Default all of the realm that get tokens for this service. */
  clientId?: string | readonly string[];
}

/**
 * Options of `createVerifier` for access tokens of a realm of Keycloak, with RS256. An ID token is refused by its
 * `typ` claim. Roles are those of the realm, and those that `audience` defines as a client; the roles of other
 * clients do not count.
 *
 * After https://www.keycloak.org/docs/latest/server_admin/#audience-support and
 * https://www.keycloak.org/securing-apps/oidc-layers.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { keycloak } from 'tokenward/providers';
 *
 * const options = keycloak({ url: 'https://sso.acme.example', realm: 'acme', audience: 'orders' });
 * const verifier = createVerifier({ ...options, roles: 'editor' });
 * ```
 */
export function keycloak(options: KeycloakOptions): IssuerOptions {
  const given = providerOptions('keycloak', options, ['url', 'realm', 'audience', 'clientId']);
  const realm = text('realm', given.realm, /^[^/?#]+$/, "be a realm's name");
  const issuer = `${serverUrl('url', given.url, 'https://sso.acme.example')}/realms/${encodeURIComponent(realm)}`;
  const audience = texts('audience', given.audience);
  if (audience.includes('account')) {
    throw new TypeError(
      '`audience` must not be account, which nearly every token of a realm has: give the client of this service a mapper for its audience',
    );
  }
  return {
    keys: remoteJwks(`${issuer}/protocol/openid-connect/certs`, given.jwks),
    algorithms: ['RS256'],
    issuer,
    audience,
    rolesFrom: [['realm_access', 'roles'], ...audience.map((client) => ['resource_access', client, 'roles'])],
    ...requirements(given, { typ: 'Bearer', azp: textsIfGiven('clientId', given.clientId) }),
  };
}
