/** Identity tokens of Sign in with Apple. */
import { remoteJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { providerOptions, requirements, texts, type FetchedProviderOptions } from './options.js';

/** Options of {@link apple}. */
export interface AppleOptions extends FetchedProviderOptions {
  /** Your App ID or Services ID, such as `com.acme.app`; several if the app and the site share this service. */
  clientId: string | readonly string[];
}

/**
 * Options of `createVerifier` for identity tokens of Sign in with Apple. What Apple tells servers of accounts has
 * issuer, audience and keys in common with them, and is refused: it has no `sub`. For a login with a nonce put
 * `preset: 'id_token'` beside the result. `email_verified` may be a string: `'true'`.
 *
 * After https://developer.apple.com/documentation/signinwithapple/verifying-a-user.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { apple } from 'tokenward/providers';
 *
 * const verifier = createVerifier({ ...apple({ clientId: 'com.acme.app' }), preset: 'id_token' });
 * const { claims } = await verifier.verifyAsync(token, { nonce: 'what was sent' });
 * ```
 */
export function apple(options: AppleOptions): IssuerOptions {
  const given = providerOptions('apple', options, ['clientId']);
  return {
    keys: remoteJwks('https://appleid.apple.com/auth/keys', given.jwks),
    algorithms: ['RS256'],
    issuer: 'https://appleid.apple.com',
    audience: texts('clientId', given.clientId),
    ...requirements(given, {}, ['sub']),
  };
}
