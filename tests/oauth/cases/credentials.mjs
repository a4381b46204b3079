// A service that logs in as itself.
import { clientCredentials } from 'tokenward/client/oauth';
import { clientFor, equal, failure, issuerOf, logOf, ok, SECRET, serviceFor } from './common.mjs';

const bodyOf = async (issuer) => Object.fromEntries(new URLSearchParams((await logOf(issuer, 'token')).at(-1).body));

export const credentialsCases = {
  'a service logs in, and again before its token expires': async (origin) => {
    const { issuer, client, time } = serviceFor(origin, 'good');
    equal((await client.fetch('api')).status, 200);
    const first = await client.token();
    time.ahead = 3600 - 299;
    await client.token();
    while ((await logOf(issuer, 'token')).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    time.ahead = 2 * 3600;
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.fetch('api')));
    equal([...new Set(answers.map(({ status }) => status))], [200]);
    equal((await logOf(issuer, 'token')).length, 3);
    equal((await logOf(issuer, '.well-known/openid-configuration')).length, 1);
    ok((await client.token()) !== first);
  },

  'what the request says': async (origin) => {
    const options = { scope: 'read write', audience: 'the-api', resource: 'https://a.test', parameters: { tenant: 'acme' } };
    const { issuer, client } = serviceFor(origin, 'good', options);
    await client.token();
    equal(await bodyOf(issuer), {
      tenant: 'acme',
      scope: 'read write',
      audience: 'the-api',
      resource: 'https://a.test',
      grant_type: 'client_credentials',
    });
    const [{ authorization }] = await logOf(issuer, 'token');
    ok(authorization.startsWith('Basic '));
  },

  'the secret in the body': async (origin) => {
    const { issuer, client } = serviceFor(origin, 'good', { clientId: 'service-post', authentication: 'post' });
    await client.token();
    equal(await bodyOf(issuer), { grant_type: 'client_credentials', client_id: 'service-post', client_secret: SECRET });
    const [{ authorization }] = await logOf(issuer, 'token');
    equal(authorization, undefined);
  },

  'a secret that is got for each login': async (origin) => {
    let asked = 0;
    const clientSecret = async () => {
      asked += 1;
      return SECRET;
    };
    const { client, time } = serviceFor(origin, 'good', { clientSecret });
    equal(asked, 0);
    await client.token();
    time.ahead = 3700;
    await client.token();
    equal(asked, 2);
  },

  'a secret that cannot be got': async (origin) => {
    for (const clientSecret of [() => '', () => undefined, async () => 7]) {
      const { issuer, client } = serviceFor(origin, 'good', { clientSecret });
      const { code, cause } = await failure(() => client.token());
      equal([code, cause instanceof TypeError], ['login_failed', true]);
      equal((await logOf(issuer, 'token')).length, 0);
    }
  },

  'a token endpoint alone, or metadata': async (origin) => {
    const issuer = issuerOf(origin, 'good');
    const tokenEndpoint = new URL(`${issuer}/token`);
    const service = { clientId: 'service', clientSecret: SECRET };
    for (const where of [{ tokenEndpoint }, { issuer: { issuer, token_endpoint: tokenEndpoint.href } }]) {
      const { client } = clientFor(issuer, clientCredentials({ ...where, ...service }));
      equal((await client.fetch('api')).status, 200);
    }
    equal(
      (await logOf(issuer)).map(({ path }) => path),
      ['token', 'api', 'token', 'api'],
    );
  },

  'a wrong secret is refused once': async (origin) => {
    const { issuer, client } = serviceFor(origin, 'good', { clientSecret: 'wrong' });
    for (let i = 0; i < 3; i += 1) {
      const error = await failure(() => client.fetch('api'));
      equal([error.code, error.status], ['login_refused', 401]);
    }
    equal((await logOf(issuer, 'token')).length, 1);
  },

  'a token endpoint that is not there': async (origin) => {
    const issuer = issuerOf(origin, 'good');
    const { client } = clientFor(issuer, clientCredentials({ issuer: { issuer }, clientId: 'service', clientSecret: SECRET }));
    const { code, cause } = await failure(() => client.token());
    equal([code, cause.name, cause.code], ['login_failed', 'OAuthError', 'OAUTH_MISSING_SERVER_METADATA']);
  },

  'a server that is busy': async (origin) => {
    const { issuer, client } = serviceFor(origin, 'busy');
    equal((await client.fetch('api')).status, 200);
    equal((await logOf(issuer, 'token')).length, 2);
  },
};
