/** Access tokens of Microsoft Entra ID (Azure Active Directory). */
import { remoteJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { oneOf, providerOptions, requirements, text, texts, textsIfGiven, type FetchedProviderOptions } from './options.js';

/** Options of {@link entra}. */
export interface EntraOptions extends FetchedProviderOptions {
  /**
   * The tenant's id, a GUID: names such as `acme.onmicrosoft.com` stand in no token. `'common'` is for accounts of
   * every tenant, personal ones too; then decide by `tid` and `oid` who may do what. For some tenants give one
   * `entra(...)` each to `issuers`.
   */
  tenant: string;
  /**
   * Names of the API: with version 2 its application (client) id, a GUID; with version 1 its application ID URI, or
   * that GUID.
   */
  audience: string | readonly string[];
  /**
   * The version of access tokens that the API's manifest asks for (`requestedAccessTokenVersion`). Default 2; a
   * manifest without it means 1.
   */
  version?: 1 | 2;
  /** The applications that may call. Default all that get tokens for the API. */
  clientId?: string | readonly string[];
}

const GUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const GUID_OR_COMMON = /^([\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|common)$/;

/**
 * Options of `createVerifier` for access tokens of Microsoft Entra ID, of one version and one tenant. An ID token is
 * refused, even one for the same application: it does not name an application that calls (`azp`, or `appid` with
 * version 1). Scopes are those of `scp`, which only users' tokens have; roles those of `roles`, which applications'
 * tokens have as well. For the public cloud only.
 *
 * After https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference and
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { entra } from 'tokenward/providers';
 *
 * const options = entra({
 *   tenant: '11111111-2222-3333-4444-555555555555',
 *   audience: '66666666-7777-8888-9999-000000000000',
 * });
 * const verifier = createVerifier({ ...options, scopes: 'Files.Read' });
 * ```
 */
export function entra(options: EntraOptions): IssuerOptions {
  const given = providerOptions('entra', options, ['tenant', 'audience', 'version', 'clientId']);
  const tenant = text('tenant', given.tenant, GUID_OR_COMMON, "be a tenant's id, a GUID in lower case, or 'common'");
  const isSecond = oneOf('version', given.version ?? 2, [1, 2]) === 2;
  const audience = isSecond
    ? texts('audience', given.audience, GUID, "be the API's application id, a GUID in lower case: with `version` 2 no token has another")
    : texts('audience', given.audience);
  // The template is bound to the token's own `tid`.
  const named = tenant === 'common' ? '{tenantid}' : tenant;
  return {
    keys: remoteJwks(`https://login.microsoftonline.com/${tenant}/discovery/${isSecond ? 'v2.0/' : ''}keys`, given.jwks),
    algorithms: ['RS256'],
    issuer: isSecond ? `https://login.microsoftonline.com/${named}/v2.0` : `https://sts.windows.net/${named}/`,
    audience,
    scopesFrom: 'scp',
    rolesFrom: 'roles',
    ...requirements(
      given,
      {
        ver: isSecond ? '2.0' : '1.0',
        [isSecond ? 'azp' : 'appid']: textsIfGiven('clientId', given.clientId),
        tid: tenant === 'common' ? undefined : tenant,
      },
      [isSecond ? 'azp' : 'appid', 'tid'],
    ),
  };
}
