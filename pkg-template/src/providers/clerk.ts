/** Session tokens of Clerk. */
import { remoteJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { host, oneOf, providerOptions, requirements, texts, type FetchedProviderOptions } from './options.js';

/** Options of {@link clerk}. */
export interface ClerkOptions extends FetchedProviderOptions {
  /** The host of the instance's Frontend API, such as `clerk.acme.example` or `acme-12.clerk.accounts.dev`. */
  domain: string;
  /** The origins of your pages (`azp`), such as `https://acme.example`. A token that names none is refused. */
  authorizedParties: string | readonly string[];
  /**
   * `'active'` refuses sessions with tasks that are left, such as to choose an organization, and tokens that do not
   * say (`sts`). Default: they are not asked.
   */
  status?: 'active';
}

/**
 * Options of `createVerifier` for session tokens of Clerk, in the `Authorization` header. Tokens of JWT templates are
 * refused: they have no session (`sid`). Session tokens have no audience; what keeps another site's pages out is
 * `authorizedParties`.
 *
 * After https://clerk.com/docs/guides/sessions/manual-jwt-verification and
 * https://clerk.com/docs/guides/sessions/session-tokens.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { clerk } from 'tokenward/providers';
 *
 * const verifier = createVerifier(clerk({ domain: 'clerk.acme.example', authorizedParties: 'https://acme.example' }));
 * ```
 */
export function clerk(options: ClerkOptions): IssuerOptions {
  const given = providerOptions('clerk', options, ['domain', 'authorizedParties', 'status']);
  const issuer = `https://${host('domain', given.domain, 'clerk.acme.example')}`;
  const origin = /^https?:\/\/[\w.-]+(:\d+)?$/;
  return {
    keys: remoteJwks(`${issuer}/.well-known/jwks.json`, given.jwks),
    algorithms: ['RS256'],
    issuer,
    ...requirements(
      given,
      {
        azp: texts(
          'authorizedParties',
          given.authorizedParties,
          origin,
          'be origins, such as https://acme.example, without a slash at the end',
        ),
        sts: given.status === undefined ? undefined : oneOf('status', given.status, ['active']),
      },
      ['sub', 'sid'],
    ),
  };
}
