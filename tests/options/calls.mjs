// Mistakes at the call: what comes from other libraries, and what is pasted.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

const SECRET = 'a secret of 32 bytes or more, so it is'; // of nobody
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(claims) {
  const input = `${encoded({ alg: 'HS256' })}.${encoded({ exp: 9_000_000_000, ...claims })}`;
  return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
}

export function callChecks(tokenward) {
  const { createVerifier, guard, requireRoles, requireScopes, TokenError } = tokenward;
  const verifier = createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'] });
  const token = signed({ sub: 'ann', scope: 'read', roles: ['editor'] });

  return {
    'calls: what stands around a token is refused, and named': () => {
      for (const [given, named] of [
        [`Bearer ${token}`, /`Bearer `.*verifyRequest/],
        [`bearer ${token}`, /`Bearer `/],
        [` ${token}`, /white space/],
        [`${token}\n`, /white space/],
        [`"${token}"`, /quotes/],
        [`'${token}'`, /quotes/],
        [`${token}.a.b`, /encrypted \(JWE\).*sign/],
      ]) {
        assert.throws(
          () => verifier.verify(given),
          (error) =>
            error instanceof TokenError && error.code === 'token_malformed' && named.test(error.message) && !error.message.includes(token),
          given.slice(0, 8),
        );
      }
      const headers = { authorization: `Bearer ${token}.a.b` };
      assert.throws(() => verifier.verifyRequest({ headers }), /encrypted \(JWE\)/);
      // What is only wrong says what it said.
      assert.throws(() => verifier.verify(token.slice(1)), /token/);
    },

    'calls: a key or a callback as second argument': async () => {
      for (const second of [SECRET, () => {}, 7, true, Symbol('x')]) {
        assert.throws(() => verifier.verify(token, second), /^TypeError: verify: expected the token alone/);
        await assert.rejects(verifier.verifyAsync(token, second), TypeError);
      }
    },

    'calls: methods work without their verifier': async () => {
      const several = createVerifier({ issuers: [{ issuer: 'a', keys: { secret: SECRET }, algorithms: ['HS256'] }] });
      const ofA = signed({ iss: 'a', sub: 'ann' });
      for (const [each, good] of [
        [verifier, token],
        [several, ofA],
      ]) {
        const { verify, verifyRequest, verifyAsync, verifyRequestAsync } = each;
        const request = { headers: { authorization: `Bearer ${good}` } };
        const passed = [verify(good), verifyRequest(request), await verifyAsync(good), await verifyRequestAsync(request)];
        assert.deepEqual(new Set(passed.map(({ claims }) => claims.sub)), new Set(['ann']));
        assert.deepEqual(Object.keys(each), each === verifier ? ['issuer'] : []);
      }
    },

    'calls: a verifyAsync that was replaced is what a guard asks': async () => {
      const mine = createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'] });
      const original = mine.verifyAsync;
      mine.verifyAsync = async (...given) => ({ ...(await original(...given)), claims: { sub: 'replaced' } });
      const handler = guard(mine, (request) => new Response(request.auth.claims.sub));
      const answer = await handler(new Request('https://api.test/', { headers: { authorization: `Bearer ${token}` } }));
      assert.equal(await answer.text(), 'replaced');
    },

    'calls: options as other libraries call them': () => {
      for (const [name, meant] of [
        ['aud', 'audience'],
        ['secret', 'keys: { secret }'],
        ['jwksUri', 'keys: remoteJwks(url)'],
        ['publicKey', 'keys'],
        ['ignoreExpiration', 'requiredClaims: []'],
      ]) {
        const given = { keys: { secret: SECRET }, algorithms: ['HS256'], [name]: 'x' };
        for (const options of [given, { algorithms: ['HS256'], issuers: [{ issuer: 'a', keys: given.keys, [name]: 'x' }] }]) {
          assert.throws(
            () => createVerifier(options),
            (error) => {
              assert.equal(error.constructor, TypeError);
              assert.ok(error.message.includes(`unknown option \`${name}\`; did you mean \`${meant}\`? known are `), error.message);
              return /\bmaxTokenBytes\b/.test(error.message);
            },
          );
        }
      }
    },

    'calls: a secret that may be base64 is pointed out, once': () => {
      const bytes = createHmac('sha256', 'x').update('y').digest();
      const secret = bytes.toString('base64');
      const input = token.split('.').slice(0, 2).join('.');
      const byBytes = `${input}.${createHmac('sha256', bytes).update(input).digest('base64url')}`;
      const messageOf = (of) => {
        try {
          of.verify(byBytes);
        } catch ({ code, message }) {
          return [code, message.includes('base64')];
        }
      };
      const mine = createVerifier({ keys: [{ secret }], algorithms: ['HS256'] });
      assert.throws(() => mine.verify('a.b'), TokenError);
      assert.deepEqual(messageOf(mine), ['signature_invalid', true]);
      assert.deepEqual(messageOf(mine), ['signature_invalid', false]);
      assert.deepEqual(messageOf(createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'] })), ['signature_invalid', false]);
      assert.equal(messageOf(createVerifier({ keys: { secret: bytes }, algorithms: ['HS256'] })), undefined);
    },

    'calls: what verify returned, where its claims are asked for': () => {
      const verified = verifier.verify(token);
      for (const ask of [() => requireScopes(verified, 'read'), () => requireRoles(verified, 'editor')]) {
        assert.throws(ask, /^TypeError: .*the claims alone.*`claims`/);
      }
      requireScopes(verified.claims, 'read');
      requireRoles(verified.claims, 'editor');
    },
  };
}
