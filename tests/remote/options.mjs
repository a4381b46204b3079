// What remoteJwks takes, and what it does not.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { withIssuer } from './issuer.mjs';
import { START } from './keys.mjs';

export function optionChecks({ tokenward, verifierOf }) {
  const { remoteJwks, discoverJwks, createVerifier, createRevocationList } = tokenward;
  const HTTPS = 'https://id.test/jwks.json';
  return {
    'https only, but for loopback; no password in the URL': () => {
      for (const make of [remoteJwks, discoverJwks]) {
        for (const url of [
          'http://id.test/',
          'http://10.0.0.1/',
          'http://192.168.1.1/',
          'http://169.254.169.254/',
          'http://0.0.0.0/',
          'http://[::]/',
          'http://[::ffff:127.0.0.1]/',
          'http://127.0.0.1.id.test/',
          'http://localhost.id.test/',
          'http://localhost@id.test/',
          'http://id.test/127.0.0.1',
          'http://localhost./',
          'ftp://127.0.0.1/',
          'file:///etc/keys.json',
          'data:application/json,{}',
          'javascript:0',
          'blob:https://id.test/1',
          'jwks.json',
          '/jwks.json',
          '//id.test/',
          '',
          'https://',
          'https://[',
          'https://me:secret@id.test/',
          'https://me@id.test/',
          'https://:secret@id.test/',
          'http://me:secret@127.0.0.1/',
          undefined,
          null,
          7,
          {},
          [HTTPS],
          Symbol.iterator,
        ]) {
          assert.throws(
            () => make(url),
            (error) => error.constructor === TypeError && !error.message.includes('secret'),
            String(url),
          );
        }
        for (const url of [
          HTTPS,
          'HTTPS://ID.test',
          'https://127.0.0.1/',
          'http://127.0.0.1:8080/',
          'http://127.9.9.9/',
          'http://localhost/',
          'http://[::1]:1/',
          // Other spellings of 127.0.0.1, which every URL parser resolves.
          'http://127.1/',
          'http://2130706433/',
          'http://0x7f.1/',
        ]) {
          assert.equal(make(url).url, new URL(url).href);
        }
      }
      assert.equal(remoteJwks(new URL(HTTPS)).url, HTTPS);
      for (const issuer of ['https://id.test?tenant=1', 'https://id.test/#a']) assert.throws(() => discoverJwks(issuer), TypeError);
    },

    'hosts that `allowInsecure` has may be http:, and no others': () => {
      for (const make of [remoteJwks, discoverJwks]) {
        for (const [url, host] of [
          ['http://keycloak:8080/', 'keycloak:8080'],
          ['http://keycloak/', 'keycloak'],
          ['http://keycloak/', 'KEYCLOAK:80'],
          ['http://10.0.0.1:8080/', '10.0.0.1:8080'],
          ['http://[fd00::1]:8080/', '[FD00:0::1]:8080'],
        ]) {
          assert.equal(make(url, { allowInsecure: ['other', host] }).url, url);
          for (const hosts of [undefined, [], ['other'], ['keycloak:8081', '10.0.0.1']]) {
            assert.throws(() => make(url, { allowInsecure: hosts }), {
              name: 'TypeError',
              message: `${make.name}: expected an https: URL (http: is for loopback and \`allowInsecure\`)`,
            });
          }
        }
        for (const wrong of [
          'keycloak:8080',
          {},
          null,
          7,
          [7],
          [''],
          ['http://keycloak:8080'],
          ['keycloak/'],
          ['*'],
          ['me@keycloak'],
          ['key cloak'],
          ['keycloak:x'],
        ]) {
          assert.throws(() => make(HTTPS, { allowInsecure: wrong }), /^TypeError: `allowInsecure` must /);
        }
        for (const url of ['ftp://keycloak:8080/', 'http://me:secret@keycloak:8080/']) {
          assert.throws(() => make(url, { allowInsecure: ['keycloak:8080'] }), TypeError);
        }
      }
    },

    'options that are none': () => {
      for (const [name, wrong] of [
        ['ttl', [0, -1, NaN, Infinity, '600', null, 2_592_001]],
        ['refreshAhead', [-1, 601, '1', null]],
        ['maxStale', [-1, Infinity, '1', null]],
        ['cooldown', [-1, 86_401, '1', null]],
        ['timeout', [0, 61, '1', null]],
        ['maxBytes', [0, 1_048_577, '1', null]],
        ['cache', [null, 7, {}, { get() {} }, { set() {} }, new Map([['get', 1]]).size]],
        ['environment', ['', 'Production', 'a b', 7, null]],
        ['fetch', [null, 7, 'fetch', {}]],
        ['headers', [null, 7, 'accept: x']],
        ['clock', [null, 7, '0']],
      ]) {
        for (const value of wrong) {
          for (const make of [remoteJwks, discoverJwks]) {
            assert.throws(
              () => make(HTTPS, { [name]: value }),
              (error) => error.constructor === TypeError && error.message.includes(`\`${name}\``),
              `${name}: ${inspect(value)}`,
            );
          }
        }
        remoteJwks(HTTPS, { [name]: undefined });
      }
      assert.throws(() => remoteJwks(HTTPS, { coolDown: 1 }), /^TypeError: remoteJwks: .*`coolDown`/);
      assert.throws(() => discoverJwks(HTTPS, { coolDown: 1 }), /^TypeError: discoverJwks: .*`coolDown`/);
      for (const options of [
        null,
        7,
        'x',
        new (class {
          get ttl() {
            return 1;
          }
        })(),
      ])
        assert.throws(() => remoteJwks(HTTPS, options), TypeError);
    },

    'a clock that gives no time': async () => {
      for (const time of [NaN, undefined, '7']) {
        await assert.rejects(remoteJwks('http://127.0.0.1:9/', { clock: () => time }).load(), TypeError);
      }
    },

    'a clock that fails while a fetch is under way: that fetch has failed, and nothing else': withIssuer(async (issuer) => {
      let calls = 0;
      const keys = remoteJwks(issuer.jwks, { clock: () => ([1, 2].includes(calls++) ? NaN : START) });
      await keys.load();
      assert.equal(issuer.count(), 1);
      assert.ok(calls > 3);
    }),

    'keys that are fetched are given as they are, or in an array': () => {
      const keys = remoteJwks(HTTPS);
      const written = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
      for (const wrong of [{ keys }, { ...keys }, [{ ...keys }], [[keys]]]) {
        assert.throws(
          () => verifierOf(wrong, {}),
          (error) => error instanceof TypeError || error instanceof tokenward.KeyError,
        );
      }
      for (const good of [keys, [keys], [keys, written], [written, keys]]) verifierOf(good, {});
    },

    'environments: verifier, keys and revocations are of the same one, or none is': () => {
      const names = [undefined, 'production', 'staging'];
      for (const own of names) {
        for (const ofKeys of names) {
          for (const ofList of names) {
            const make = () =>
              createVerifier({
                keys: remoteJwks(HTTPS, { environment: ofKeys }),
                algorithms: ['ES256'],
                environment: own,
                revocation: createRevocationList({ environment: ofList }),
              });
            if (own === ofKeys && own === ofList) make();
            else assert.throws(make, (error) => error.constructor === TypeError && /environment/.test(error.message));
          }
        }
      }
    },

    'nothing is shown of what was given': () => {
      const keys = remoteJwks('https://id.test/jwks', { headers: { authorization: 'Basic c2VjcmV0' } });
      for (const shown of [inspect(keys, { depth: 9, showHidden: true }), JSON.stringify(keys), String(keys)]) {
        assert.ok(!shown.includes('c2VjcmV0'));
      }
    },
  };
}
