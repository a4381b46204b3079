/** Application tokens of Cloudflare Access. */
import type { GuardOptions } from '../guard/authenticate.js';
import { remoteJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { providerOptions, requirements, text, texts, type FetchedProviderOptions } from './options.js';

/** Options of {@link cloudflareAccess}. */
export interface CloudflareAccessOptions extends FetchedProviderOptions {
  /** The team's name: `acme` of `acme.cloudflareaccess.com`. */
  team: string;
  /** The application's audience (AUD) tag. All applications of a team have keys and issuer in common. */
  audience: string | readonly string[];
}

/** Options of `guard` for requests through Cloudflare Access: the token is in a header of its own. */
export const cloudflareAccessGuard: Pick<GuardOptions, 'header'> = { header: 'cf-access-jwt-assertion' };

/**
 * Options of `createVerifier` for application tokens of Cloudflare Access, users' and service tokens'. The token of
 * the global session is refused by its `type`. Give {@link cloudflareAccessGuard} to `guard`.
 *
 * After
 * https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json/
 * and
 * https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/application-token/.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier, guard } from 'tokenward';
 * import { cloudflareAccess, cloudflareAccessGuard } from 'tokenward/providers';
 *
 * const verifier = createVerifier(cloudflareAccess({ team: 'acme', audience: process.env.ACCESS_AUD! }));
 * const handler = guard(verifier, (request) => Response.json(request.auth.claims.email), cloudflareAccessGuard);
 * export default { fetch: handler };
 * ```
 */
export function cloudflareAccess(options: CloudflareAccessOptions): IssuerOptions {
  const given = providerOptions('cloudflareAccess', options, ['team', 'audience']);
  const team = text('team', given.team, /^[\w-]+$/, "be the team's name alone, such as acme of acme.cloudflareaccess.com");
  const issuer = `https://${team}.cloudflareaccess.com`;
  return {
    keys: remoteJwks(`${issuer}/cdn-cgi/access/certs`, given.jwks),
    algorithms: ['RS256'],
    issuer,
    audience: texts('audience', given.audience),
    ...requirements(given, { type: 'app' }),
  };
}
