/** Access tokens of Auth0. */
import { remoteJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { host, oneOf, providerOptions, requirements, texts, textsIfGiven, type FetchedProviderOptions } from './options.js';

/** Options of {@link auth0}. */
export interface Auth0Options extends FetchedProviderOptions {
  /** The tenant's domain, such as `acme.eu.auth0.com`, or your own domain if tokens are asked for there. */
  domain: string;
  /** The API's identifier. */
  audience: string | readonly string[];
  /** The applications that may call. Default all of the tenant that get tokens for the API. */
  clientId?: string | readonly string[];
  /** The organizations (`org_id`) whose members may call. Default all, and users of none. */
  organization?: string | readonly string[];
  /**
   * The API's profile of access tokens: `'auth0'` (default) or `'rfc9068'`, whose tokens say that they are access
   * tokens.
   */
  profile?: 'auth0' | 'rfc9068';
}

/**
 * Options of `createVerifier` for access tokens of Auth0, for an API with RS256. An ID token is refused, since its
 * audience is an application. Permissions of role-based access control count with `scopesFrom: 'permissions'`
 * beside the result.
 *
 * After https://auth0.com/docs/secure/tokens/access-tokens/validate-access-tokens and
 * https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { auth0 } from 'tokenward/providers';
 *
 * const verifier = createVerifier(auth0({ domain: 'acme.eu.auth0.com', audience: 'https://api.acme.example' }));
 * ```
 */
export function auth0(options: Auth0Options): IssuerOptions {
  const given = providerOptions('auth0', options, ['domain', 'audience', 'clientId', 'organization', 'profile']);
  const issuer = `https://${host('domain', given.domain, 'acme.eu.auth0.com')}/`;
  const profile = oneOf('profile', given.profile ?? 'auth0', ['auth0', 'rfc9068']);
  return {
    keys: remoteJwks(`${issuer}.well-known/jwks.json`, given.jwks),
    algorithms: ['RS256'],
    issuer,
    audience: texts('audience', given.audience),
    ...(profile === 'rfc9068' && { preset: 'access_token' }),
    ...requirements(given, {
      [profile === 'auth0' ? 'azp' : 'client_id']: textsIfGiven('clientId', given.clientId),
      org_id: textsIfGiven('organization', given.organization),
    }),
  };
}
