/** Session tokens of Shopify. */
import type { IssuerOptions } from '../verifier/types.js';
import { providerOptions, requirements, text, texts, textsIfGiven, type ProviderOptions } from './options.js';

/** Options of {@link shopify}. */
export interface ShopifyOptions extends ProviderOptions {
  /** The app's client ID (API key). */
  apiKey: string;
  /** The app's client secret; the old one as well while it is rotated. */
  apiSecret: string | readonly string[];
  /**
   * The shops that may call, such as `acme.myshopify.com`. Default all that have the app: `claims.dest` says which
   * one it is.
   */
  shop?: string | readonly string[];
}

/** Seconds. Tokens are good for a minute from the second in which they are made, by Shopify's clock. */
const CLOCK_TOLERANCE = 10;

/**
 * Options of `createVerifier` for session tokens of an app embedded in Shopify, signed with the app's secret (HS256).
 * Other tokens that this secret signs have no `aud` or no `dest`, and are refused. `clockTolerance` is 10 seconds, as
 * in Shopify's own libraries.
 *
 * After https://shopify.dev/docs/apps/build/authentication-authorization/session-tokens.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { shopify } from 'tokenward/providers';
 *
 * const verifier = createVerifier(shopify({ apiKey: process.env.SHOPIFY_API_KEY!, apiSecret: process.env.SHOPIFY_API_SECRET! }));
 * const { claims } = verifier.verify(token);
 * ```
 */
export function shopify(options: ShopifyOptions): IssuerOptions {
  const given = providerOptions('shopify', options, ['apiKey', 'apiSecret', 'shop'], false);
  const shops = textsIfGiven('shop', given.shop, /^[a-z\d][a-z\d-]*\.myshopify\.com$/, "be a shop's domain, such as acme.myshopify.com");
  return {
    keys: texts('apiSecret', given.apiSecret).map((secret) => ({ secret, alg: 'HS256' as const })),
    algorithms: ['HS256'],
    ...(shops !== undefined && { issuer: shops.map((shop) => `https://${shop}/admin`) }),
    audience: text('apiKey', given.apiKey),
    clockTolerance: CLOCK_TOLERANCE,
    ...requirements(given, { dest: shops?.map((shop) => `https://${shop}`) }, ['iss', 'dest', 'nbf']),
  };
}
