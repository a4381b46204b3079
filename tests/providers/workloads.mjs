// Providers whose tokens are of programs or of requests behind a proxy, or signed with the caller's own secret:
// cloudflareAccess, githubActions, kubernetes, shopify, twitch.
import { NOW } from './setup.mjs';

const TIMES = { iat: NOW - 10, nbf: NOW - 10, exp: NOW + 3600 };
const TAG = '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228';
const ACTIONS = 'https://token.actions.githubusercontent.com';
const CLUSTER = 'https://oidc.cluster.test/id/1234';
const SHOP_SECRET = 'shpss_0123456789abcdef0123456789abcdef';
const TWITCH_SECRET = Buffer.alloc(32, 'the secret of an extension');

/** What an issuer with discovery serves. */
const discovered =
  (issuer, jwks_uri) =>
  ({ jwk }) => ({ [`${issuer}/.well-known/openid-configuration`]: { issuer, jwks_uri }, [jwks_uri]: { keys: [jwk] } });

export function workloadRows({ cloudflareAccess, githubActions, kubernetes, shopify, twitch }) {
  const actions = {
    ...TIMES,
    jti: 'j1',
    sub: 'repo:acme/app:environment:production',
    environment: 'production',
    aud: 'https://deploy.acme.test',
    ref: 'refs/heads/main',
    sha: 'example-sha',
    repository: 'acme/app',
    repository_owner: 'acme',
    repository_id: '74',
    repository_owner_id: '65',
    workflow: 'deploy',
    event_name: 'push',
    ref_type: 'branch',
    job_workflow_ref: 'acme/ci/.github/workflows/deploy.yml@refs/heads/main',
    iss: ACTIONS,
  };

  return {
    cloudflareAccess: {
      serves: ({ jwk }) => ({
        // As it is, with the same keys in other forms.
        'https://acme.cloudflareaccess.com/cdn-cgi/access/certs': {
          keys: [jwk],
          public_cert: { kid: 'k1', cert: '-----BEGIN CERTIFICATE-----' },
          public_certs: [{ kid: 'k1', cert: '-----BEGIN CERTIFICATE-----' }],
        },
      }),
      options: (jwks) => cloudflareAccess({ team: 'acme', audience: TAG, jwks }),
      claims: {
        aud: [TAG],
        email: 'ann@acme.test',
        ...TIMES,
        iss: 'https://acme.cloudflareaccess.com',
        type: 'app',
        identity_nonce: '6ei69kawdKzMIAPF',
        sub: '7335d417-61da-459d-899c-0a01c76a2f94',
        country: 'US',
      },
      passes: { 'of a service token': { sub: '', common_name: 'e367826f93b8d71185e03fe518aff3b4.access', email: undefined } },
      refuses: {
        'the token of the global session': [{ type: 'org' }, 'claim_mismatch', 'type'],
        'another application of the team': [{ aud: ['f'.repeat(64)] }, 'claim_mismatch', 'aud'],
        'another team': [{ iss: 'https://evil.cloudflareaccess.com' }, 'claim_mismatch', 'iss'],
      },
    },
    githubActions: {
      serves: discovered(ACTIONS, `${ACTIONS}/.well-known/jwks`),
      options: (jwks) =>
        githubActions({
          audience: 'https://deploy.acme.test',
          repository: ['acme/app', 'acme/site'],
          ref: 'refs/heads/main',
          environment: 'production',
          jobWorkflowRef: 'acme/ci/.github/workflows/deploy.yml@refs/heads/main',
          claims: { repository_id: '74' },
          jwks,
        }),
      claims: actions,
      refuses: {
        "anybody's repository": [{ repository: 'evil/app', sub: 'repo:evil/app:ref:refs/heads/main' }, 'claim_mismatch', 'repository'],
        'another repository under an old name': [{ repository_id: '75' }, 'claim_mismatch', 'repository_id'],
        'another branch': [{ ref: 'refs/heads/feature' }, 'claim_mismatch', 'ref'],
        'a pull request': [{ ref: 'refs/pull/7/merge', sub: 'repo:acme/app:pull_request' }, 'claim_mismatch', 'ref'],
        'no environment': [{ environment: undefined }, 'claim_missing', 'environment'],
        'another workflow': [
          { job_workflow_ref: 'acme/app/.github/workflows/x.yml@refs/heads/main' },
          'claim_mismatch',
          'job_workflow_ref',
        ],
      },
    },
    'githubActions, of an enterprise, by subject': {
      serves: discovered(`${ACTIONS}/acme-inc`, `${ACTIONS}/acme-inc/.well-known/jwks`),
      options: (jwks) =>
        githubActions({ audience: 'https://deploy.acme.test', sub: 'repo:acme/app:environment:production', enterprise: 'acme-inc', jwks }),
      claims: { ...actions, iss: `${ACTIONS}/acme-inc` },
      refuses: {
        'the issuer of everybody': [{ iss: ACTIONS }, 'claim_mismatch', 'iss'],
        'another subject': [{ sub: 'repo:acme/app:pull_request' }, 'claim_mismatch', 'sub'],
      },
    },
    kubernetes: {
      serves: discovered(CLUSTER, `${CLUSTER}/keys`),
      options: (jwks) => kubernetes({ issuer: CLUSTER, audience: 'orders', serviceAccount: ['shop/checkout', 'shop/worker'], jwks }),
      claims: {
        aud: ['orders'],
        ...TIMES,
        iss: CLUSTER,
        jti: 'j1',
        'kubernetes.io': {
          namespace: 'shop',
          pod: { name: 'checkout-7d', uid: 'u1' },
          serviceaccount: { name: 'checkout', uid: 'u2' },
          warnafter: NOW + 3000,
        },
        sub: 'system:serviceaccount:shop:checkout',
      },
      refuses: {
        'another service account': [{ sub: 'system:serviceaccount:shop:cart' }, 'claim_mismatch', 'sub'],
        'its name in another namespace': [{ sub: 'system:serviceaccount:evil:checkout' }, 'claim_mismatch', 'sub'],
        'the token for the API server': [{ aud: ['https://kubernetes.default.svc'] }, 'claim_mismatch', 'aud'],
        'not of a service account': [{ 'kubernetes.io': undefined }, 'claim_missing', 'kubernetes.io'],
        'a token of old': [
          { iss: 'kubernetes/serviceaccount', aud: undefined, exp: undefined, 'kubernetes.io/serviceaccount/namespace': 'shop' },
          'claim_missing',
          'exp',
        ],
      },
    },
    shopify: {
      secret: new TextEncoder().encode(SHOP_SECRET),
      options: () =>
        shopify({ apiKey: 'key-1', apiSecret: ['another secret of 32 bytes, the old one', SHOP_SECRET], shop: 'acme.myshopify.com' }),
      claims: {
        iss: 'https://acme.myshopify.com/admin',
        dest: 'https://acme.myshopify.com',
        aud: 'key-1',
        sub: '42',
        exp: NOW + 60,
        nbf: NOW,
        iat: NOW,
        jti: 'j1',
        sid: 's1',
      },
      passes: { 'of a clock that is 10 s ahead': { nbf: NOW + 10, iat: NOW + 10 } },
      refuses: {
        'a clock that is further ahead': [{ nbf: NOW + 11, iat: NOW + 5 }, 'token_not_yet_valid', 'nbf'],
        'another shop': [{ dest: 'https://evil.myshopify.com', iss: 'https://evil.myshopify.com/admin' }, 'claim_mismatch', 'iss'],
        'a shop that is not the issuer': [{ dest: 'https://evil.myshopify.com' }, 'claim_mismatch', 'dest'],
        'another app': [{ aud: 'key-2' }, 'claim_mismatch', 'aud'],
        'what else the secret signs': [{ iss: 'shopify', dest: undefined, aud: undefined }, 'claim_missing', 'dest'],
      },
    },
    'shopify, every shop': {
      secret: new TextEncoder().encode(SHOP_SECRET),
      options: () => shopify({ apiKey: 'key-1', apiSecret: SHOP_SECRET }),
      claims: {
        iss: 'https://a.myshopify.com/admin',
        dest: 'https://a.myshopify.com',
        aud: 'key-1',
        sub: '42',
        exp: NOW + 60,
        nbf: NOW,
        iat: NOW,
      },
      refuses: { 'no shop': [{ dest: undefined }, 'claim_missing', 'dest'] },
    },
    twitch: {
      secret: TWITCH_SECRET,
      options: () => twitch({ secret: TWITCH_SECRET.toString('base64'), channelId: '19571641' }),
      claims: {
        exp: NOW + 3600,
        opaque_user_id: 'UG12X345T6J78',
        channel_id: '19571641',
        role: 'broadcaster',
        is_unlinked: false,
        pubsub_perms: { listen: ['broadcast'], send: ['broadcast'] },
      },
      more: { roles: { any: ['broadcaster', 'moderator'] } },
      refuses: {
        'a token that a service signs': [{ role: 'external', user_id: '1' }, 'claim_mismatch', 'role'],
        'a viewer, where more is needed': [{ role: 'viewer' }, 'role_missing', 'roles'],
        'another channel': [{ channel_id: '2' }, 'claim_mismatch', 'channel_id'],
        nobody: [{ opaque_user_id: undefined }, 'claim_missing', 'opaque_user_id'],
      },
    },
  };
}
