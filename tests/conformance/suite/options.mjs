// createVerifier's options: what is unknown or mistyped is a TypeError that names it.
import { describe, equal, label, ok, refuses, rejectsOption, thrown, Unmet } from './harness.mjs';
import { leak, visible } from './hygiene.mjs';

const WRONG = {
  algorithms: [
    'HS256',
    '',
    [],
    [7],
    [null],
    ['none'],
    ['HS256', 'none'],
    ['hs256'],
    ['HS256', 'foo'],
    ['RSA-OAEP'],
    null,
    {},
    7,
    true,
    new Set(['HS256']),
  ],
  issuer: [7, true, null, {}, [7], ['a', null], /issuer/, () => true],
  audience: [7, true, null, {}, [7], ['a', null], /audience/],
  subject: [7, true, false, null, {}, [7], /subject/],
  type: [7, true, null, {}, /access/],
  typ: [7, true, null, {}, /at/],
  scopes: [7, true, null, {}, [7], ['read', null]],
  requiredClaims: ['exp', 7, null, {}, [7], ['exp', null], true],
  maxAge: [NaN, Infinity, -Infinity, -1, '60', '1h', null, true, [], {}, 5n],
  clockTolerance: [NaN, Infinity, -Infinity, -1, -0.5, '5', null, true, [], {}, 5n],
  crit: ['x', 7, null, {}, [7], ['x', null], true],
  maxTokenBytes: [NaN, Infinity, -1, 1.5, '8192', null, true, [], {}, 5n],
  cache: [NaN, Infinity, -1, 1.5, '10', null, true, [], {}, 5n],
  clock: [5, 'now', null, {}, true, NaN],
  engine: ['native', '', 'WASM', 7, null, true, {}],
};

export function optionTests(t) {
  const { x } = t;
  const base = () => ({ keys: { secret: x.secretText }, algorithms: ['HS256'], clock: () => t.now });
  const secrets = { keys: [x.secretText] };

  for (const [name, values] of Object.entries(WRONG)) {
    for (const [i, value] of values.entries()) {
      const cve = name === 'clockTolerance' ? 'fast-jwt #640' : undefined;
      t.test(
        `options/${name} wrong ${i}: ${label(value)}`,
        () => {
          const error = rejectsOption(() => t.tw.createVerifier({ ...base(), [name]: value }), name);
          equal(leak(visible(error, t.inspect), secrets), undefined);
        },
        { cve },
      );
    }
  }

  for (const name of [
    'algorithm',
    'issuers',
    'aud',
    'ignoreExpiration',
    'maxage',
    'clockTimestamp',
    'secret',
    'key',
    'toString',
    'verify',
    'Algorithms',
  ]) {
    t.test(`options/unknown ${name}`, () => {
      rejectsOption(() => t.tw.createVerifier({ ...base(), [name]: 'x' }), name);
    });
  }
  t.test('options/unknown __proto__', () => {
    const options = JSON.parse('{"__proto__":{"audience":false}}');
    const verify = () => t.tw.createVerifier(Object.assign(Object.create(null), base(), { ...options })).verify(x.lookalikes[0].token);
    const error = thrown(verify);
    ok(error instanceof TypeError || error.code === 'claim_mismatch', 'refused', describe(error));
  });
  for (const value of [undefined, null, 7, 'x', true, []]) {
    t.test(`options/no options: ${label(value)}`, () => ok(thrown(() => t.tw.createVerifier(value)) instanceof TypeError, 'a TypeError'));
  }
  t.test('options/missing algorithms', () => rejectsOption(() => t.tw.createVerifier({ keys: { secret: x.secretText } }), 'algorithms'));
  t.test('options/missing keys', () => rejectsOption(() => t.tw.createVerifier({ algorithms: ['HS256'] }), 'keys'));
  t.test('options/keys and algorithms inherited do not count', () => {
    const error = thrown(() => t.tw.createVerifier(Object.create({ keys: { secret: x.secretText }, algorithms: ['HS256'] })));
    ok(error instanceof TypeError, 'a TypeError', describe(error));
  });
  t.test('options/unknown member of a secret', () => {
    const error = thrown(() => t.tw.createVerifier({ ...base(), keys: { secret: x.secretText, algorithm: 'HS256' } }));
    ok(error instanceof TypeError || error?.name === 'KeyError', 'a TypeError or KeyError', describe(error));
    equal(leak(visible(error, t.inspect), secrets), undefined);
  });

  // undefined is as good as absent.
  t.test('options/undefined is absent', () => {
    const options = Object.fromEntries(
      Object.keys(WRONG)
        .filter((n) => n !== 'algorithms' && n !== 'clock')
        .map((n) => [n, undefined]),
    );
    t.verifier(options).verify(x.good);
  });

  // Configured, yet matching nothing: refused at once or for every token, never ignored.
  for (const [name, value] of [
    ['issuer', ''],
    ['issuer', []],
    ['audience', ''],
    ['audience', []],
    ['subject', ''],
    ['subject', []],
    ['type', ''],
    ['typ', ''],
  ]) {
    t.test(`options/${name} ${JSON.stringify(value)} fails closed`, () => {
      const error = thrown(() => t.verifier({ [name]: value }).verify(x.good));
      ok(error instanceof TypeError || error instanceof t.tw.TokenError, 'a TypeError or TokenError', describe(error));
    });
  }

  // A clock that gives no time must not let a token through.
  for (const [i, value] of [NaN, Infinity, -Infinity, -1, undefined, null, '1800000000', {}, 5n].entries()) {
    t.test(
      `options/clock gives wrong ${i}: ${label(value)}`,
      () => {
        const error = thrown(() => t.verifier({ clock: () => value }).verify(x.good));
        ok(error instanceof Error, 'an Error');
        equal(leak(visible(error, t.inspect), { ...secrets, token: x.good }), undefined);
      },
      { cve: 'fast-jwt #640' },
    );
  }
  t.test('options/clock that throws', () => {
    ok(
      thrown(() =>
        t
          .verifier({
            clock: () => {
              throw new RangeError('no time');
            },
          })
          .verify(x.good),
      ) instanceof Error,
      'an Error',
    );
  });
  t.test('options/clock is asked at each call', () => {
    let now = t.now;
    const verifier = t.verifier({ clock: () => now });
    verifier.verify(x.shortLived);
    now += 9;
    equal(verifier.verify(x.shortLived).expiresIn, 1);
    now += 1;
    refuses(() => verifier.verify(x.shortLived), 'token_expired', 'exp');
    now -= 5;
    verifier.verify(x.shortLived);
  });
  t.test("options/clock by default is the machine's", () => {
    const verifier = t.tw.createVerifier({ keys: { secret: x.secretText }, algorithms: ['HS256'], requiredClaims: [] });
    // The corpus lives in January 2027: before that its tokens are issued ahead.
    if (Date.now() / 1000 < t.now - 120) refuses(() => verifier.verify(x.good), 'token_issued_in_future', 'iat');
    else if (Date.now() / 1000 > t.now + 600) refuses(() => verifier.verify(x.good), 'token_expired', 'exp');
  });

  // The clock is the caller's code: it may call back, or throw.
  t.test('options/a clock that verifies', () => {
    const other = t.verifier();
    let calls = 0;
    const verifier = t.verifier({
      cache: 2,
      clock: () => {
        if (++calls < 3) verifier.verify(x.good);
        other.verify(x.other);
        t.tw.decodeUnverified(x.good);
        return t.now;
      },
    });
    equal(verifier.verify(x.good).expiresIn, 300);
    equal(verifier.verify(x.good).expiresIn, 300);
  });
  t.test('options/after a clock that threw', () => {
    let broken = true;
    const verifier = t.verifier({
      clock: () => {
        if (broken) throw new RangeError('no time');
        return t.now;
      },
    });
    for (let i = 0; i < 3; i++) ok(thrown(() => verifier.verify(x.good)) instanceof Error, 'an Error');
    broken = false;
    equal(verifier.verify(x.good).expiresIn, 300);
  });

  // Secrets are text or bytes and nothing that looks alike.
  const bytes = x.secretBytes.bytes;
  const notSecrets = [
    bytes,
    new DataView(new ArrayBuffer(64)),
    new Uint16Array(64),
    new Float64Array(64),
    {},
    { length: 64 },
    true,
    null,
    undefined,
    5n ** 200n,
    () => 'x'.repeat(64),
    new String('x'.repeat(64)),
    new Date(0),
  ];
  for (const [i, secret] of notSecrets.entries()) {
    t.test(`options/secret of another kind ${i}: ${label(secret)}`, () => {
      const error = thrown(() => t.verifier({ keys: { secret } }), 'a TypeError or KeyError');
      ok(error instanceof TypeError || error?.name === 'KeyError', 'a TypeError or KeyError', describe(error));
      equal(leak(visible(error, t.inspect), { keys: [Uint8Array.from(bytes)] }), undefined);
    });
  }
  t.test('options/a subclass of Uint8Array is a secret', () => {
    class Octets extends Uint8Array {}
    t.verifier({ keys: { secret: Octets.from(bytes) } }).verify(x.goodBytes);
  });

  // What the caller does to its objects afterwards is of no consequence.
  t.test('options/secret bytes are copied', () => {
    const secret = Uint8Array.from(x.secretBytes.bytes);
    const verifier = t.verifier({ keys: { secret } });
    secret.fill(0);
    verifier.verify(x.goodBytes);
  });
  t.test('options/a view of a larger buffer', () => {
    const room = new Uint8Array(100);
    room.set(x.secretBytes.bytes, 10);
    t.verifier({ keys: { secret: room.subarray(10, 42) } }).verify(x.goodBytes);
  });
  t.test('options/arrays are copied', () => {
    const algorithms = ['HS256'];
    const audience = ['not-this'];
    const verifier = t.verifier({ algorithms, audience });
    audience.push('api');
    algorithms.push('none', 'RS256');
    refuses(() => verifier.verify(x.lookalikes[0].token), 'claim_mismatch', 'aud');
    refuses(() => verifier.verify(x.rs256), 'algorithm_not_allowed');
  });
  t.test('options/frozen options work', () => {
    const options = Object.freeze({ ...base(), algorithms: Object.freeze(['HS256']), ...(t.engine && { engine: t.engine }) });
    t.tw.createVerifier(options).verify(x.good);
  });
  for (const engine of ['auto', 'wasm']) {
    t.test(`options/engine ${engine}`, () => {
      const verifier = t.tw.createVerifier({ ...base(), engine });
      verifier.verify(x.good);
      refuses(() => verifier.verify(x.wrongMac), 'signature_invalid');
    });
  }
  t.test('options/many verifiers at once', () => {
    const all = Array.from({ length: 300 }, (_, i) => t.verifier({ cache: i % 3 }));
    for (const verifier of all) verifier.verify(x.good);
    for (const verifier of all) refuses(() => verifier.verify(x.wrongMac), 'signature_invalid');
  });

  // Key errors are KeyErrors with a code, and say nothing of the key.
  t.test('options/key error', () => {
    const error = thrown(() => t.verifier({ keys: { secret: 'far-too-short-secret' } }));
    if (!(error instanceof t.tw.KeyError)) throw new Unmet('a KeyError', describe(error));
    equal([error.name, error.code], ['KeyError', 'key_too_weak']);
    equal(leak(visible(error, t.inspect), { keys: ['far-too-short-secret'] }), undefined);
  });
}
