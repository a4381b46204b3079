/**
 * OAuth 2.0 for the client: client credentials, and authorization code with PKCE. The protocol is
 * `oauth4webapi`'s, an optional peer dependency, and so is the randomness.
 *
 * @packageDocumentation
 */
// Loads the module the way this runtime does.
import 'tokenward/client';

export { authorizationCode } from './authorization-code.js';
export { clientCredentials } from './client-credentials.js';
export { OAuthError } from './errors.js';
export type {
  AuthorizationCodeFlow,
  AuthorizationCodeOptions,
  AuthorizationServer,
  BeginOptions,
  ClientCredentialsOptions,
  ClientKey,
  ClientSecret,
  LoginCallback,
  LoginTransaction,
} from './types.js';
