/** Access tokens of Okta. */
import { remoteJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { host, providerOptions, requirements, text, texts, textsIfGiven, type FetchedProviderOptions } from './options.js';

/** Options of {@link okta}. */
export interface OktaOptions extends FetchedProviderOptions {
  /** The org's domain, such as `acme.okta.com`, or your own. */
  domain: string;
  /** The id of a custom authorization server. Default `'default'`. */
  authorizationServer?: string;
  /** The audience of that authorization server; of the default one `api://default`. */
  audience: string | readonly string[];
  /** The applications that may call. Default all of the authorization server. */
  clientId?: string | readonly string[];
}

/**
 * Options of `createVerifier` for access tokens of a custom authorization server of Okta. Tokens of the org's own
 * authorization server are for Okta alone, which does not document how to check them. An ID token is refused: it has
 * no `cid`. Scopes are those of `scp`; groups, if the server puts them into a claim, count with `rolesFrom: 'groups'`
 * beside the result.
 *
 * After https://developer.okta.com/docs/guides/validate-access-tokens/.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { okta } from 'tokenward/providers';
 *
 * const verifier = createVerifier(okta({ domain: 'acme.okta.com', audience: 'api://default', clientId: '0oa1b2c3' }));
 * ```
 */
export function okta(options: OktaOptions): IssuerOptions {
  const given = providerOptions('okta', options, ['domain', 'authorizationServer', 'audience', 'clientId']);
  const server = text('authorizationServer', given.authorizationServer ?? 'default', /^\w+$/, 'be the id of an authorization server');
  const issuer = `https://${host('domain', given.domain, 'acme.okta.com')}/oauth2/${server}`;
  return {
    keys: remoteJwks(`${issuer}/v1/keys`, given.jwks),
    algorithms: ['RS256'],
    issuer,
    audience: texts('audience', given.audience),
    scopesFrom: 'scp',
    ...requirements(given, { cid: textsIfGiven('clientId', given.clientId) }, ['cid']),
  };
}
