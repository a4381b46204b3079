/** Tokens of Kubernetes service accounts. */
import { discoverJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { providerOptions, requirements, text, texts, textsIfGiven, type FetchedProviderOptions } from './options.js';

/** Options of {@link kubernetes}. */
export interface KubernetesOptions extends FetchedProviderOptions {
  /** The cluster's issuer (`--service-account-issuer`), exactly as its tokens name it. */
  issuer: string;
  /** What the pod's projected volume asks its token for (`audience`). */
  audience: string | readonly string[];
  /** The service accounts that may call, each with its namespace: `orders/worker`. Default all of the cluster. */
  serviceAccount?: string | readonly string[];
}

/**
 * Options of `createVerifier` for projected tokens of Kubernetes service accounts. Those of old that never expire are
 * refused, and so are tokens of the same issuer that are not a service account's. The keys are found by the issuer's
 * discovery document. In the cluster the API server answers only who trusts its authority and has a token: give
 * `jwks: { fetch, headers }`.
 *
 * After
 * https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
 * and https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { kubernetes } from 'tokenward/providers';
 *
 * const verifier = createVerifier(
 *   kubernetes({ issuer: 'https://oidc.cluster.example/id/1234', audience: 'orders', serviceAccount: 'shop/checkout' }),
 * );
 * ```
 */
export function kubernetes(options: KubernetesOptions): IssuerOptions {
  const given = providerOptions('kubernetes', options, ['issuer', 'audience', 'serviceAccount']);
  const issuer = text('issuer', given.issuer);
  const accounts = textsIfGiven(
    'serviceAccount',
    given.serviceAccount,
    /^[a-z\d-]+\/[a-z\d.-]+$/,
    'be a namespace and a name, such as orders/worker',
  );
  return {
    keys: discoverJwks(issuer, given.jwks),
    algorithms: ['RS256', 'ES256'],
    issuer,
    audience: texts('audience', given.audience),
    ...(accounts !== undefined && { subject: accounts.map((account) => `system:serviceaccount:${account.replace('/', ':')}`) }),
    ...requirements(given, {}, ['sub', 'kubernetes.io']),
  };
}
