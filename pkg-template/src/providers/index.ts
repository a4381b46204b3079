/**
 * Verifiers for what known providers issue, in a line each: every function gives options for `createVerifier`.
 *
 * @packageDocumentation
 */
// Loads the module the way this runtime does: it reads the options of keys, and nobody may have loaded it before.
import 'tokenward';

export { apple } from './apple.js';
export type { AppleOptions } from './apple.js';
export { auth0 } from './auth0.js';
export type { Auth0Options } from './auth0.js';
export { clerk } from './clerk.js';
export type { ClerkOptions } from './clerk.js';
export { cloudflareAccess, cloudflareAccessGuard } from './cloudflare-access.js';
export type { CloudflareAccessOptions } from './cloudflare-access.js';
export { cognito } from './cognito.js';
export type { CognitoOptions } from './cognito.js';
export { entra } from './entra.js';
export type { EntraOptions } from './entra.js';
export { firebase } from './firebase.js';
export type { FirebaseOptions } from './firebase.js';
export { githubActions } from './github-actions.js';
export type { GithubActionsOptions, GithubActionsRestriction } from './github-actions.js';
export { google } from './google.js';
export type { GoogleOptions } from './google.js';
export { keycloak } from './keycloak.js';
export type { KeycloakOptions } from './keycloak.js';
export { kubernetes } from './kubernetes.js';
export type { KubernetesOptions } from './kubernetes.js';
export { okta } from './okta.js';
export type { OktaOptions } from './okta.js';
export { shopify } from './shopify.js';
export type { ShopifyOptions } from './shopify.js';
export { supabase } from './supabase.js';
export type { SupabaseOptions } from './supabase.js';
export { twitch } from './twitch.js';
export type { TwitchOptions, TwitchRole } from './twitch.js';
export type { FetchedProviderOptions, ProviderOptions } from './options.js';
