/** ID tokens and session cookies of Firebase Authentication. */
import { remoteJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { oneOf, providerOptions, requirements, text, type FetchedProviderOptions } from './options.js';

/** Options of {@link firebase}. */
export interface FirebaseOptions extends FetchedProviderOptions {
  /** The project's id, such as `acme-1234`. */
  project: string;
  /** Which tokens: `'id'` (default), or `'session'` for the values of session cookies. */
  token?: 'id' | 'session';
}

/** Who signs them has an issuer and keys for each kind. */
const KINDS = {
  id: {
    issuer: 'https://securetoken.google.com/',
    keys: 'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
  },
  session: {
    issuer: 'https://session.firebase.google.com/',
    keys: 'https://identitytoolkit.googleapis.com/v1/sessionCookiePublicKeys',
  },
};

/**
 * Options of `createVerifier` for ID tokens or session cookies of a Firebase project: of one kind, never of both. The
 * keys of both are fetched as a JWKS. A user who was disabled or whose sessions were revoked shows in neither before
 * it expires: that needs `revocation`, or a call of Firebase.
 *
 * After https://firebase.google.com/docs/auth/admin/verify-id-tokens,
 * https://firebase.google.com/docs/auth/admin/manage-cookies and
 * https://cloud.google.com/identity-platform/docs/reference/rest/v1/TopLevel/getSessionCookiePublicKeys.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { firebase } from 'tokenward/providers';
 *
 * const ofRequests = createVerifier(firebase({ project: 'acme-1234' }));
 * const ofCookies = createVerifier(firebase({ project: 'acme-1234', token: 'session' }));
 * ```
 */
export function firebase(options: FirebaseOptions): IssuerOptions {
  const given = providerOptions('firebase', options, ['project', 'token']);
  const { issuer, keys } = KINDS[oneOf('token', given.token ?? 'id', ['id', 'session'])];
  const project = text('project', given.project, /^[a-z\d:.-]+$/, "be a project's id, such as acme-1234");
  return {
    keys: remoteJwks(keys, given.jwks),
    algorithms: ['RS256'],
    issuer: `${issuer}${project}`,
    audience: project,
    ...requirements(given, {}, ['iat', 'sub', 'auth_time']),
  };
}
