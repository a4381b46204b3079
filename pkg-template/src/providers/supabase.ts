/** Access tokens of Supabase Auth. */
import { remoteJwks } from '../keys/remote.js';
import { check } from '../lib/options.js';
import type { IssuerOptions } from '../verifier/types.js';
import { providerOptions, requirements, serverUrl, text, texts, type FetchedProviderOptions } from './options.js';

/** Options of {@link supabase}. */
export interface SupabaseOptions extends FetchedProviderOptions {
  /** The project's URL, such as `https://abcd.supabase.co`. */
  url: string;
  /**
   * The legacy JWT secret, for a project without signing keys. Then nothing is fetched, and `jwks` must be left out.
   */
  secret?: string;
  /** Accepted roles in the database (`role`). Default `'authenticated'`. */
  role?: string | readonly string[];
  /** Whether users who signed in anonymously may call: they have the role `authenticated` as well. Default false. */
  anonymous?: boolean;
}

/**
 * Options of `createVerifier` for users' access tokens of a Supabase project, with its signing keys (ES256 or RS256)
 * or its legacy secret (HS256). The keys `anon` and `service_role`, which that secret signs too, are refused. For
 * users with a second factor only, `claims: { aal: 'aal2' }`.
 *
 * After https://supabase.com/docs/guides/auth/jwt-fields and https://supabase.com/docs/guides/auth/signing-keys.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { supabase } from 'tokenward/providers';
 *
 * const verifier = createVerifier(supabase({ url: 'https://abcd.supabase.co' }));
 * ```
 */
export function supabase(options: SupabaseOptions): IssuerOptions {
  const given = providerOptions('supabase', options, ['url', 'secret', 'role', 'anonymous']);
  const { secret, jwks, anonymous = false } = given;
  const issuer = `${serverUrl('url', given.url, 'https://abcd.supabase.co')}/auth/v1`;
  check(typeof anonymous === 'boolean', 'anonymous', anonymous, 'be a boolean');
  check(secret === undefined || jwks === undefined, 'jwks', jwks, 'be left out with `secret`: nothing is fetched');
  return {
    ...(secret === undefined
      ? { keys: remoteJwks(`${issuer}/.well-known/jwks.json`, jwks), algorithms: ['ES256', 'RS256'] }
      : { keys: { secret: text('secret', secret), alg: 'HS256' }, algorithms: ['HS256'] }),
    issuer,
    audience: 'authenticated',
    ...requirements(given, { role: texts('role', given.role ?? 'authenticated'), is_anonymous: anonymous ? undefined : false }, ['sub']),
  };
}
