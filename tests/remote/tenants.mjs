// Issuers of many tenants, as Microsoft Entra ID has them: each is bound to the token's own `tid`.
import assert from 'node:assert/strict';
import { newKey, START } from './keys.mjs';

const HOST = 'https://login.microsoftonline.com';
const TEMPLATE = `${HOST}/{tenantid}/v2.0`;
const [ANN, BOB] = ['11111111-2222-3333-4444-555555555555', '99999999-8888-7777-6666-555555555555'];
const issuerOf = (tenant) => `${HOST}/${tenant}/v2.0`;

export function tenantChecks({ tokenward, refuses }) {
  const { createVerifier, discoverJwks, remoteJwks } = tokenward;
  const [shared, own] = [newKey('RS256', 'shared'), newKey('RS256', 'own')];
  const clock = () => START;
  // As Entra publishes them: most keys are of all tenants, some of one.
  const jwks = {
    keys: [
      { ...shared.jwk, issuer: TEMPLATE },
      { ...own.jwk, issuer: issuerOf(ANN) },
    ],
  };
  const token = (key, tenant, claims = {}) => key.token({ iss: issuerOf(tenant), tid: tenant, ...claims });

  /** Entra, as far as it is asked for keys. */
  function entra(issuer) {
    const asked = [];
    const documents = {
      [`${HOST}/common/v2.0/.well-known/openid-configuration`]: { issuer, jwks_uri: `${HOST}/common/discovery/v2.0/keys` },
      [`${HOST}/common/.well-known/openid-configuration`]: { issuer, jwks_uri: `${HOST}/common/discovery/keys` },
      [`${HOST}/common/discovery/v2.0/keys`]: jwks,
      [`${HOST}/common/discovery/keys`]: jwks,
    };
    const fetch = async (url) => (asked.push(url), url in documents ? Response.json(documents[url]) : new Response('', { status: 404 }));
    return { asked, options: { fetch, clock } };
  }

  const passesAndRefuses = async (verifier) => {
    for (const tenant of [ANN, BOB]) assert.equal((await verifier.verifyAsync(token(shared, tenant))).claims.tid, tenant);
    await verifier.verifyAsync(token(own, ANN));
    await refuses(verifier.verifyAsync(token(own, BOB)), 'claim_mismatch');
    await refuses(verifier.verifyAsync(token(shared, ANN, { tid: BOB })), 'claim_mismatch');
    await refuses(verifier.verifyAsync(token(shared, ANN, { tid: undefined })), 'claim_missing');
    await refuses(verifier.verifyAsync(token(shared, ANN, { iss: TEMPLATE, tid: '{tenantid}' })), 'claim_mismatch');
    await refuses(verifier.verifyAsync(token(shared, ANN, { iss: `https://sts.windows.net/${ANN}/` })), 'claim_mismatch');
  };

  return {
    'tenants: by discovery of common': async () => {
      const { asked, options } = entra(TEMPLATE);
      const keys = discoverJwks(`${HOST}/common/v2.0`, options);
      await passesAndRefuses(createVerifier({ keys, algorithms: ['RS256'], clock }));
      assert.deepEqual(asked, [`${HOST}/common/v2.0/.well-known/openid-configuration`, `${HOST}/common/discovery/v2.0/keys`]);
    },

    'tenants: by hand, and written down': async () => {
      const { options } = entra(TEMPLATE);
      for (const keys of [remoteJwks(`${HOST}/common/discovery/v2.0/keys`, options), jwks]) {
        await passesAndRefuses(createVerifier({ keys, algorithms: ['RS256'], issuer: TEMPLATE, clock }));
      }
    },

    'tenants: of version 1': async () => {
      const { options } = entra('https://sts.windows.net/{tenantid}/');
      const verifier = createVerifier({ keys: discoverJwks(`${HOST}/common`, options), algorithms: ['RS256'], clock });
      await verifier.verifyAsync(token(shared, ANN, { iss: `https://sts.windows.net/${ANN}/` }));
      await refuses(verifier.verifyAsync(token(shared, ANN, { iss: `https://sts.windows.net/${BOB}/` })), 'claim_mismatch');
      await refuses(verifier.verifyAsync(token(shared, ANN)), 'claim_mismatch');
    },

    'tenants: a configuration of one tenant is not that of all': async () => {
      const { options } = entra(issuerOf(ANN));
      const verifier = createVerifier({ keys: discoverJwks(`${HOST}/common/v2.0`, options), algorithms: ['RS256'], clock });
      const { cause } = await refuses(verifier.verifyAsync(token(shared, ANN)), 'keys_unavailable');
      assert.match(cause.message, /of another issuer/);
    },

    'tenants: narrowed by claims, by issuer, and among several issuers': async () => {
      const { options } = entra(TEMPLATE);
      const keys = discoverJwks(`${HOST}/common/v2.0`, options);
      const given = { keys, algorithms: ['RS256'], clock };
      for (const verifier of [
        createVerifier({ ...given, claims: { tid: [ANN] } }),
        createVerifier({ ...given, issuer: issuerOf(ANN) }),
        createVerifier({
          clock,
          issuers: [
            { ...given, clock: undefined, claims: { tid: ANN } },
            { issuer: 'https://id.test', keys: own.jwk, algorithms: ['RS256'] },
          ],
        }),
      ]) {
        await verifier.verifyAsync(token(shared, ANN));
        await refuses(verifier.verifyAsync(token(shared, BOB)), 'claim_mismatch');
      }
      for (const issuer of ['https://id.test', [issuerOf(ANN), 'https://id.test'], 7]) {
        assert.throws(() => createVerifier({ ...given, issuer }), TypeError);
      }
    },
  };
}
