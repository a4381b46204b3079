/** Tokens of Twitch extensions. */
import { check } from '../lib/options.js';
import type { IssuerOptions } from '../verifier/types.js';
import { providerOptions, requirements, texts, textsIfGiven, type ProviderOptions } from './options.js';

/** Who a token may be of. */
export type TwitchRole = 'broadcaster' | 'moderator' | 'viewer' | 'external';

/** Options of {@link twitch}. */
export interface TwitchOptions extends ProviderOptions {
  /** The extension's secret in base64, as Twitch gives it; the next one as well while it is rotated. */
  secret: string | readonly string[];
  /**
   * Accepted roles. Default `broadcaster`, `moderator` and `viewer`: `external` are the tokens that this service
   * signs itself to call Twitch.
   */
  role?: TwitchRole | readonly TwitchRole[];
  /**
   * The channels from which viewers may call. Default all that have the extension: `claims.channel_id` says which one
   * it is.
   */
  channelId?: string | readonly string[];
}

const ROLES: readonly TwitchRole[] = ['broadcaster', 'moderator', 'viewer'];

/**
 * Options of `createVerifier` for the tokens that Twitch gives to an extension's front end, signed with the
 * extension's secret (HS256). They have neither issuer nor audience: the secret is for one extension.
 * `claims.user_id` is there only if the viewer shares it.
 *
 * After https://dev.twitch.tv/docs/extensions/reference/#jwt-schema and
 * https://dev.twitch.tv/docs/extensions/building/.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type, and for a secret that is not in
 * base64
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { twitch } from 'tokenward/providers';
 *
 * const options = twitch({ secret: process.env.TWITCH_EXTENSION_SECRET! });
 * const verifier = createVerifier({ ...options, roles: { any: ['broadcaster', 'moderator'] } });
 * ```
 */
export function twitch(options: TwitchOptions): IssuerOptions {
  const given = providerOptions('twitch', options, ['secret', 'role', 'channelId'], false);
  const role = texts(
    'role',
    given.role ?? ROLES,
    /^(broadcaster|moderator|viewer|external)$/,
    'be broadcaster, moderator, viewer or external',
  );
  return {
    keys: texts('secret', given.secret).map((secret) => ({ secret: decoded(secret), alg: 'HS256' as const })),
    algorithms: ['HS256'],
    rolesFrom: 'role',
    ...requirements(given, { role, channel_id: textsIfGiven('channelId', given.channelId) }, ['channel_id', 'opaque_user_id']),
  };
}

/** The bytes: the text itself is not the key. */
function decoded(secret: string): Uint8Array {
  check(/^[A-Za-z\d+/]+={0,2}$/.test(secret) && secret.length % 4 === 0, 'secret', secret, 'be in base64, as Twitch gives it');
  return Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
}
