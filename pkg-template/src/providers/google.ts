/** ID tokens of Google accounts. */
import { remoteJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { providerOptions, requirements, texts, textsIfGiven, type FetchedProviderOptions } from './options.js';

/** Options of {@link google}. */
export interface GoogleOptions extends FetchedProviderOptions {
  /** Your client ids. Any site gets tokens of Google for its own. */
  clientId: string | readonly string[];
  /** The Google Workspace or Cloud domains whose members may log in (`hd`). Default all accounts, personal ones too. */
  hd?: string | readonly string[];
}

/**
 * Options of `createVerifier` for ID tokens of Google. Both names that Google gives itself are accepted as `iss`. A
 * domain is asked for with `hd`, for the end of an `email` proves nothing. For a login with a nonce put
 * `preset: 'id_token'` beside the result.
 *
 * After https://developers.google.com/identity/gsi/web/guides/verify-google-id-token.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { google } from 'tokenward/providers';
 *
 * const options = google({ clientId: '1234-abcd.apps.googleusercontent.com', hd: 'acme.example' });
 * const verifier = createVerifier({ ...options, preset: 'id_token' });
 * const { claims } = await verifier.verifyAsync(token, { nonce: 'what was sent' });
 * ```
 */
export function google(options: GoogleOptions): IssuerOptions {
  const given = providerOptions('google', options, ['clientId', 'hd']);
  return {
    keys: remoteJwks('https://www.googleapis.com/oauth2/v3/certs', given.jwks),
    algorithms: ['RS256'],
    issuer: ['https://accounts.google.com', 'accounts.google.com'],
    audience: texts('clientId', given.clientId),
    ...requirements(given, { hd: textsIfGiven('hd', given.hd) }, ['sub']),
  };
}
