// What the functions give and refuse, whatever the token.
import assert from 'node:assert/strict';
import { mint, NOW } from './setup.mjs';

const TENANT = '11111111-2222-3333-4444-555555555555';

export function optionChecks(tokenward, providers, issuer, keysOf) {
  const { createVerifier, guard } = tokenward;
  const { auth0, cloudflareAccess, cloudflareAccessGuard, cognito, entra, githubActions, google, keycloak, twitch, supabase } = providers;
  const pool = { userPool: 'eu-west-1_AbCdEf123', clientId: 'web' };
  const repository = 'acme/app';

  /** Serves a JWKS at these URLs, and gives what signs for it. */
  async function serving(...urls) {
    const keys = await keysOf('RS256');
    issuer.documents.clear();
    for (const url of urls) issuer.documents.set(url, { keys: [keys.jwk] });
    return (claims) => mint(keys, keys.own, { exp: NOW + 60, ...claims });
  }

  return {
    'options: what would open a trap is a TypeError that names it': () => {
      for (const [call, message] of [
        [() => githubActions({ audience: 'a' }), /give a `repository` or a `sub`/],
        [() => githubActions({ audience: 'a', claims: { repository_owner: 'acme' } }), /give a `repository` or a `sub`/],
        [() => githubActions({ audience: 'a', sub: 'repo:acme/*' }), /`sub` must be whole subjects/],
        [() => githubActions({ audience: 'a', repository: 'acme' }), /`repository` must be the owner and the name/],
        [() => githubActions({ audience: 'a', repository, ref: 'main' }), /`ref` must be whole refs/],
        [() => githubActions({ repository }), /`audience` must be a non-empty string .*, not null or undefined/],
        [() => keycloak({ url: 'https://sso.acme.test', realm: 'acme', audience: ['orders', 'account'] }), /must not be account/],
        [() => keycloak({ url: 'https://sso.acme.test', realm: 'a/../b', audience: 'orders' }), /`realm` must be a realm's name/],
        [() => entra({ tenant: 'acme.onmicrosoft.com', audience: TENANT }), /`tenant` must be a tenant's id/],
        [() => entra({ tenant: [TENANT], audience: TENANT }), /`tenant` must be a tenant's id.*, not an array/],
        [() => entra({ tenant: TENANT, audience: `api://${TENANT}` }), /`audience` must be the API's application id.*`version` 2/],
        [() => entra({ tenant: TENANT, audience: 'x', version: '1' }), /`version` must be 1 or 2, not a string/],
        [() => cognito({ userPool: 'eu-west-1_AbCdEf123' }), /`clientId` must be a non-empty string/],
        [() => cognito({ ...pool, clientId: [] }), /`clientId` must be .*, not an empty array/],
        [() => cognito({ ...pool, clientId: ['web', ''] }), /`clientId` must be .*, not an empty string/],
        [() => cognito({ ...pool, userPool: 'AbCdEf123' }), /`userPool` must be a user pool's id/],
        [() => cognito({ ...pool, token: 'refresh' }), /`token` must be 'access' or 'id'/],
        [() => cognito({ ...pool, token: 'id', audience: 'x' }), /`audience` is for access tokens/],
        [() => cognito({ ...pool, claims: { token_use: 'id' } }), /`claims` must not name `token_use`/],
        [() => cognito({ ...pool, claims: 'x' }), /`claims` must be an object, not a string/],
        [() => cognito({ ...pool, requiredClaims: 'jti' }), /`requiredClaims` must be an array of names/],
        [() => cognito({ ...pool, jwks: { ttll: 5 } }), /unknown option `ttll`; did you mean `ttl`/],
        [() => auth0({ domain: 'https://acme.eu.auth0.com', audience: 'a' }), /`domain` must be the name of a host/],
        [() => cloudflareAccess({ team: 'acme.cloudflareaccess.com', audience: 'a' }), /`team` must be the team's name alone/],
        [() => supabase({ url: 'https://abcd.supabase.co', secret: '' }), /`secret` must be a non-empty string/],
        [() => supabase({ url: 'https://abcd.supabase.co', secret: 'x', jwks: {} }), /`jwks` must be left out/],
        [() => twitch({ secret: 'not base64, but a text of 32 bytes' }), /`secret` must be in base64/],
        [() => twitch({ secret: 'AAAA', role: 'admin' }), /`role` must be broadcaster/],
      ]) {
        assert.throws(
          call,
          (error) => error instanceof TypeError && message.test(error.message) && !/not base64/.test(error.message),
          `${message}`,
        );
      }
      // An undefined claim of the caller must not switch a check off.
      assert.throws(() => createVerifier(cognito({ ...pool, claims: { tenant: undefined } })), /`claims` must say of `tenant`/);
      assert.throws(() => createVerifier(twitch({ secret: 'AAAA' })), tokenward.KeyError);
    },

    'options: what goes to createVerifier is put beside the result': async () => {
      const signed = await serving('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123/.well-known/jwks.json');
      const given = cognito({ ...pool, claims: { tenant: 'a' }, requiredClaims: ['jti'], jwks: issuer.jwks });
      const verifier = createVerifier({ ...given, scopes: 'read', clock: () => NOW, cache: 10 });
      const claims = { iss: given.issuer, sub: 'ann', token_use: 'access', client_id: 'web', jti: 'j', scope: 'read', tenant: 'a' };
      assert.equal((await verifier.verifyAsync(await signed(claims))).claims.sub, 'ann');
      for (const [changes, code] of [
        [{ scope: 'write' }, 'scope_missing'],
        [{ tenant: 'b' }, 'claim_mismatch'],
        [{ jti: undefined }, 'claim_missing'],
        [{ client_id: 'b' }, 'claim_mismatch'],
      ]) {
        await assert.rejects(verifier.verifyAsync(await signed({ ...claims, ...changes })), { code });
      }
    },

    'options: several providers are several issuers': async () => {
      const signed = await serving(
        'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123/.well-known/jwks.json',
        'https://www.googleapis.com/oauth2/v3/certs',
      );
      const { jwks } = issuer;
      const ofPool = cognito({ ...pool, jwks });
      const verifier = createVerifier({ issuers: [ofPool, google({ clientId: 'g', jwks })], clock: () => NOW });
      const ofCognito = { iss: ofPool.issuer, sub: 'ann', token_use: 'access', client_id: 'web' };
      const ofGoogle = { iss: 'accounts.google.com', aud: 'g', sub: '1' };
      for (const claims of [ofCognito, ofGoogle]) assert.equal((await verifier.verifyAsync(await signed(claims))).claims.iss, claims.iss);
      await assert.rejects(verifier.verifyAsync(await signed({ ...ofCognito, iss: 'accounts.google.com' })), { code: 'claim_missing' });
      await assert.rejects(verifier.verifyAsync(await signed({ ...ofGoogle, iss: 'https://evil.test' })), { code: 'key_not_found' });
    },

    'options: an ID token of a login, with its nonce': async () => {
      const signed = await serving('https://www.googleapis.com/oauth2/v3/certs');
      const verifier = createVerifier({ ...google({ clientId: 'g', jwks: issuer.jwks }), preset: 'id_token', clock: () => NOW });
      const token = await signed({ iss: 'https://accounts.google.com', aud: 'g', sub: '1', iat: NOW, nonce: 'n' });
      assert.ok(await verifier.verifyAsync(token, { nonce: 'n' }));
      await assert.rejects(verifier.verifyAsync(token, { nonce: 'm' }), { code: 'claim_mismatch', claim: 'nonce' });
    },

    'options: entra for all tenants names the template, and their keys': () => {
      const { issuer: template, keys, claims } = entra({ tenant: 'common', audience: TENANT });
      assert.equal(template, 'https://login.microsoftonline.com/{tenantid}/v2.0');
      assert.equal(keys.url, 'https://login.microsoftonline.com/common/discovery/v2.0/keys');
      assert.deepEqual(claims, { ver: '2.0' });
    },

    'options: entra for all tenants: each token is bound to its own': async () => {
      const signed = await serving('https://login.microsoftonline.com/common/discovery/v2.0/keys');
      const verifier = createVerifier({ ...entra({ tenant: 'common', audience: TENANT, jwks: issuer.jwks }), clock: () => NOW });
      const claims = {
        iss: `https://login.microsoftonline.com/${TENANT}/v2.0`,
        tid: TENANT,
        aud: TENANT,
        ver: '2.0',
        azp: TENANT,
        sub: '1',
      };
      assert.equal((await verifier.verifyAsync(await signed(claims))).claims.tid, TENANT);
      const other = TENANT.replace(/^./, '9');
      await assert.rejects(verifier.verifyAsync(await signed({ ...claims, tid: other })), { code: 'claim_mismatch', claim: 'iss' });
      await assert.rejects(verifier.verifyAsync(await signed({ ...claims, tid: undefined })), { code: 'claim_missing', claim: 'tid' });
    },

    'guard: the header of Cloudflare Access, and no other place': async () => {
      const signed = await serving('https://acme.cloudflareaccess.com/cdn-cgi/access/certs');
      const verifier = createVerifier({ ...cloudflareAccess({ team: 'acme', audience: 'tag', jwks: issuer.jwks }), clock: () => NOW });
      const handler = guard(verifier, ({ auth }) => new Response(auth.claims.email), cloudflareAccessGuard);
      const token = await signed({ iss: 'https://acme.cloudflareaccess.com', aud: ['tag'], type: 'app', email: 'ann@acme.test' });
      const ask = (headers) => handler(new Request('https://app.test/', { headers }));
      const answer = await ask({ 'Cf-Access-Jwt-Assertion': token });
      assert.deepEqual([answer.status, await answer.text()], [200, 'ann@acme.test']);
      assert.equal((await ask({ authorization: `Bearer ${token}` })).status, 401);
      assert.equal((await ask({ cookie: `CF_Authorization=${token}` })).status, 401);
    },
  };
}
