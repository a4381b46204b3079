// Providers of which a customer has a tenant, a pool, a realm or a project: auth0, okta, entra, cognito, keycloak, clerk,
// supabase. A row is what it serves, the options, a token as it makes them, and the tokens that must not pass.
import { NOW } from './setup.mjs';

const TENANT = '11111111-2222-3333-4444-555555555555';
const API = '66666666-7777-8888-9999-000000000000';
const CALLER = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const POOL = 'eu-west-1_AbCdEf123';
const TIMES = { iat: NOW - 10, exp: NOW + 3600 };

const jwksAt =
  (url) =>
  ({ jwk }) => ({ [url]: { keys: [jwk] } });

export function tenantRows({ auth0, okta, entra, cognito, keycloak, clerk, supabase }) {
  const auth0Claims = {
    iss: 'https://acme.eu.auth0.com/',
    sub: 'auth0|5f7c8ec7c33c6c004bbafe82',
    aud: ['https://api.acme.test', 'https://acme.eu.auth0.com/userinfo'],
    ...TIMES,
    azp: 'my_client_id',
    scope: 'openid profile read:orders',
    org_id: 'org_9ybsU1dN2dKfDkBi',
  };
  const entraV2 = {
    aud: API,
    iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    ...TIMES,
    nbf: NOW - 10,
    azp: CALLER,
    azpacr: '1',
    oid: '690222be-ff1a-4d56-abd1-7e4f7d38e474',
    roles: ['Orders.Admin'],
    scp: 'Orders.Read Orders.Write',
    sub: 'HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ',
    tid: TENANT,
    ver: '2.0',
  };
  const { azp, azpacr, ...entraShared } = entraV2;
  const cognitoAccess = {
    sub: 'aaaaaaaa-bbbb-cccc-dddd-example',
    'cognito:groups': ['editors'],
    iss: `https://cognito-idp.eu-west-1.amazonaws.com/${POOL}`,
    version: 2,
    client_id: 'web',
    token_use: 'access',
    scope: 'orders/read openid',
    auth_time: NOW - 20,
    ...TIMES,
    jti: 'j1',
    username: 'ann',
  };
  const { client_id, scope, version, ...cognitoShared } = cognitoAccess;
  const keycloakClaims = {
    ...TIMES,
    jti: 'onrtac:1',
    iss: 'https://sso.acme.test/realms/acme',
    aud: ['orders', 'account'],
    sub: 'f1888f4d-5172-4359-be0c-af338505d86c',
    typ: 'Bearer',
    azp: 'shop-web',
    sid: 's1',
    realm_access: { roles: ['offline_access', 'employee'] },
    resource_access: { orders: { roles: ['editor'] }, account: { roles: ['manage-account'] } },
    scope: 'openid email',
  };
  const clerkClaims = {
    azp: 'https://acme.test',
    ...TIMES,
    nbf: NOW - 20,
    fva: [7, -1],
    iss: 'https://clerk.acme.test',
    jti: 'j1',
    sid: 'sess_1',
    sub: 'user_1',
    v: 2,
    sts: 'active',
  };
  const supabaseClaims = {
    aud: 'authenticated',
    ...TIMES,
    iss: 'https://abcd.supabase.co/auth/v1',
    sub: '5be3a1b6-4a5c-4ed4-9a5c-1ab6cd8a0a4c',
    email: 'ann@acme.test',
    phone: '',
    app_metadata: { provider: 'email' },
    user_metadata: {},
    role: 'authenticated',
    aal: 'aal1',
    session_id: 's1',
    is_anonymous: false,
  };

  return {
    auth0: {
      serves: jwksAt('https://acme.eu.auth0.com/.well-known/jwks.json'),
      options: (jwks) =>
        auth0({
          domain: 'acme.eu.auth0.com',
          audience: 'https://api.acme.test',
          clientId: 'my_client_id',
          organization: ['org_9ybsU1dN2dKfDkBi'],
          jwks,
        }),
      claims: auth0Claims,
      refuses: {
        'an ID token, whose audience is the application': [{ aud: 'my_client_id' }, 'claim_mismatch', 'aud'],
        'the issuer without its slash': [{ iss: 'https://acme.eu.auth0.com' }, 'claim_mismatch', 'iss'],
        'another application': [{ azp: 'other' }, 'claim_mismatch', 'azp'],
        'a member of another organization': [{ org_id: 'org_other' }, 'claim_mismatch', 'org_id'],
        'a user of no organization': [{ org_id: undefined }, 'claim_missing', 'org_id'],
      },
    },
    'auth0, profile rfc9068': {
      serves: jwksAt('https://acme.eu.auth0.com/.well-known/jwks.json'),
      options: (jwks) => auth0({ domain: 'acme.eu.auth0.com', audience: 'https://api.acme.test', clientId: 'a', profile: 'rfc9068', jwks }),
      claims: { ...auth0Claims, azp: undefined, client_id: 'a', jti: 'j1' },
      header: { typ: 'at+jwt' },
      refuses: {
        'what does not say that it is an access token': [{}, 'type_mismatch', 'typ', { typ: 'JWT' }],
        'another application': [{ client_id: 'b' }, 'claim_mismatch', 'client_id'],
      },
    },
    okta: {
      serves: jwksAt('https://acme.okta.com/oauth2/default/v1/keys'),
      options: (jwks) => okta({ domain: 'acme.okta.com', audience: 'api://default', clientId: '0oa1', jwks }),
      claims: {
        ver: 1,
        jti: 'AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE',
        iss: 'https://acme.okta.com/oauth2/default',
        aud: 'api://default',
        sub: 'ann@acme.test',
        ...TIMES,
        cid: '0oa1',
        uid: '00uq',
        scp: ['openid', 'orders:read'],
      },
      more: { scopes: 'orders:read' },
      refuses: {
        'an ID token': [{ aud: '0oa1', cid: undefined, scp: undefined }, 'claim_missing', 'cid'],
        'an ID token of a client by the name of the audience': [{ cid: undefined }, 'claim_missing', 'cid'],
        'another client': [{ cid: '0oa2' }, 'claim_mismatch', 'cid'],
        'the org authorization server': [{ iss: 'https://acme.okta.com' }, 'claim_mismatch', 'iss'],
        'another authorization server': [{ iss: 'https://acme.okta.com/oauth2/aus1' }, 'claim_mismatch', 'iss'],
        'a scope elsewhere than in scp': [{ scp: ['openid'], scope: 'orders:read' }, 'scope_missing', 'scope'],
      },
    },
    entra: {
      serves: jwksAt(`https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys`),
      options: (jwks) => entra({ tenant: TENANT, audience: API, clientId: CALLER, jwks }),
      claims: entraV2,
      more: { scopes: 'Orders.Read', roles: 'Orders.Admin' },
      refuses: {
        'an ID token of the same application': [{ azp: undefined, azpacr: undefined, scp: undefined, nonce: 'n' }, 'claim_missing', 'azp'],
        'version 1': [
          { iss: `https://sts.windows.net/${TENANT}/`, aud: `api://${API}`, ver: '1.0', appid: CALLER, azp: undefined },
          'claim_missing',
          'azp',
        ],
        'version 1 by its issuer': [{ iss: `https://sts.windows.net/${TENANT}/` }, 'claim_mismatch', 'iss'],
        'version 1 by its claim': [{ ver: '1.0' }, 'claim_mismatch', 'ver'],
        'another tenant': [{ iss: `https://login.microsoftonline.com/${CALLER}/v2.0`, tid: CALLER }, 'claim_mismatch', 'iss'],
        'a tid that is not the issuer': [{ tid: CALLER }, 'claim_mismatch', 'tid'],
        'another application that calls': [{ azp: API }, 'claim_mismatch', 'azp'],
        'the application ID URI': [{ aud: `api://${API}` }, 'claim_mismatch', 'aud'],
        'a scope elsewhere than in scp': [{ scp: 'Orders.Write', scope: 'Orders.Read' }, 'scope_missing', 'scope'],
        'a role elsewhere than in roles': [{ roles: [], role: 'Orders.Admin' }, 'role_missing', 'roles'],
        'an application alone, where a user has to have consented': [{ scp: undefined, idtyp: 'app' }, 'scope_missing', 'scope'],
      },
    },
    'entra, version 1': {
      serves: jwksAt(`https://login.microsoftonline.com/${TENANT}/discovery/keys`),
      options: (jwks) => entra({ tenant: TENANT, audience: [`api://${API}`, API], version: 1, clientId: CALLER, jwks }),
      claims: { ...entraShared, iss: `https://sts.windows.net/${TENANT}/`, aud: `api://${API}`, appid: CALLER, appidacr: '1', ver: '1.0' },
      passes: { 'with the GUID as audience': { aud: API } },
      refuses: {
        'version 2': [entraV2, 'claim_mismatch', 'iss'],
        'an ID token': [{ appid: undefined, appidacr: undefined }, 'claim_missing', 'appid'],
        'another application that calls': [{ appid: API }, 'claim_mismatch', 'appid'],
      },
    },
    cognito: {
      serves: jwksAt(`https://cognito-idp.eu-west-1.amazonaws.com/${POOL}/.well-known/jwks.json`),
      options: (jwks) => cognito({ userPool: POOL, clientId: ['web', 'app'], jwks }),
      claims: cognitoAccess,
      more: { roles: 'editors' },
      passes: { 'of the other client that was named': { client_id: 'app' } },
      refuses: {
        'another client of the pool': [{ client_id: 'other' }, 'claim_mismatch', 'client_id'],
        'an ID token': [{ client_id: undefined, token_use: 'id', aud: 'web' }, 'claim_mismatch', 'aud'],
        'an ID token without aud': [{ token_use: 'id' }, 'claim_mismatch', 'token_use'],
        'a token without a client': [{ client_id: undefined }, 'claim_missing', 'client_id'],
        'another pool': [{ iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Other' }, 'claim_mismatch', 'iss'],
        'another group': [{ 'cognito:groups': ['readers'] }, 'role_missing', 'roles'],
      },
    },
    'cognito, with a resource': {
      serves: jwksAt(`https://cognito-idp.eu-west-1.amazonaws.com/${POOL}/.well-known/jwks.json`),
      options: (jwks) => cognito({ userPool: POOL, clientId: 'web', audience: 'https://orders.acme.test', jwks }),
      claims: { ...cognitoAccess, aud: 'https://orders.acme.test' },
      refuses: { 'another client of the pool': [{ client_id: 'app' }, 'claim_mismatch', 'client_id'] },
    },
    'cognito, ID tokens': {
      serves: jwksAt(`https://cognito-idp.eu-west-1.amazonaws.com/${POOL}/.well-known/jwks.json`),
      options: (jwks) => cognito({ userPool: POOL, clientId: 'web', token: 'id', jwks }),
      claims: { ...cognitoShared, token_use: 'id', aud: 'web', 'cognito:username': 'ann' },
      refuses: {
        'an access token': [{ ...cognitoAccess, aud: undefined }, 'claim_missing', 'aud'],
        'an access token with aud': [{ token_use: 'access' }, 'claim_mismatch', 'token_use'],
        'another client of the pool': [{ aud: 'app' }, 'claim_mismatch', 'aud'],
      },
    },
    keycloak: {
      serves: jwksAt('https://sso.acme.test/realms/acme/protocol/openid-connect/certs'),
      options: (jwks) => keycloak({ url: 'https://sso.acme.test/', realm: 'acme', audience: 'orders', clientId: 'shop-web', jwks }),
      claims: keycloakClaims,
      more: { roles: ['employee', 'editor'] },
      refuses: {
        'what every client of the realm gets': [{ aud: 'account' }, 'claim_mismatch', 'aud'],
        'an ID token': [{ typ: 'ID' }, 'claim_mismatch', 'typ'],
        'a refresh token': [{ typ: 'Refresh' }, 'claim_mismatch', 'typ'],
        'another client': [{ azp: 'other' }, 'claim_mismatch', 'azp'],
        'another realm': [{ iss: 'https://sso.acme.test/realms/master' }, 'claim_mismatch', 'iss'],
        "another client's role": [{ resource_access: { account: { roles: ['editor'] } } }, 'role_missing', 'roles'],
        'a role that only looks like one': [{ realm_access: {}, roles: ['employee'] }, 'role_missing', 'roles'],
      },
    },
    clerk: {
      serves: jwksAt('https://clerk.acme.test/.well-known/jwks.json'),
      options: (jwks) =>
        clerk({ domain: 'clerk.acme.test', authorizedParties: ['https://acme.test', 'http://localhost:3000'], status: 'active', jwks }),
      claims: clerkClaims,
      refuses: {
        'another origin': [{ azp: 'https://evil.acme.test' }, 'claim_mismatch', 'azp'],
        'no origin': [{ azp: undefined }, 'claim_missing', 'azp'],
        'a JWT template': [{ sid: undefined }, 'claim_missing', 'sid'],
        'a session with tasks left': [{ sts: 'pending' }, 'claim_mismatch', 'sts'],
        'a session that does not say': [{ sts: undefined }, 'claim_missing', 'sts'],
      },
    },
    'clerk, any status': {
      serves: jwksAt('https://clerk.acme.test/.well-known/jwks.json'),
      options: (jwks) => clerk({ domain: 'clerk.acme.test', authorizedParties: 'https://acme.test', jwks }),
      claims: { ...clerkClaims, sts: undefined, v: undefined },
      refuses: {},
    },
    supabase: {
      serves: jwksAt('https://abcd.supabase.co/auth/v1/.well-known/jwks.json'),
      alg: 'ES256',
      options: (jwks) => supabase({ url: 'https://abcd.supabase.co', jwks }),
      claims: supabaseClaims,
      refuses: {
        'the role of the service': [{ role: 'service_role' }, 'claim_mismatch', 'role'],
        nobody: [{ role: 'anon', aud: 'anon' }, 'claim_mismatch', 'aud'],
        'an anonymous user': [{ is_anonymous: true }, 'claim_mismatch', 'is_anonymous'],
        'another project': [{ iss: 'https://efgh.supabase.co/auth/v1' }, 'claim_mismatch', 'iss'],
      },
    },
    'supabase, legacy secret': {
      secret: new TextEncoder().encode('the legacy secret of a project, longer than 32 bytes'),
      options: () =>
        supabase({
          url: 'https://abcd.supabase.co',
          secret: 'the legacy secret of a project, longer than 32 bytes',
          anonymous: true,
          claims: { aal: ['aal1', 'aal2'] },
        }),
      claims: supabaseClaims,
      passes: { 'of an anonymous user': { is_anonymous: true } },
      refuses: {
        'the anon key': [{ iss: 'supabase', role: 'anon', aud: undefined, sub: undefined }, 'claim_missing', 'sub'],
        'the service_role key': [{ iss: 'supabase', role: 'service_role', aud: undefined, sub: undefined }, 'claim_missing', 'sub'],
        'a claim of the caller': [{ aal: 'aal0' }, 'claim_mismatch', 'aal'],
      },
    },
  };
}
