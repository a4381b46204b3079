// Keys that are objects of the host: what node:crypto and WebCrypto make, buffers, and those of another realm.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const vector = (name) => readFileSync(new URL(`../vectors/keys/${name}.pem`, import.meta.url));
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const { subtle } = crypto.webcrypto;
const SIGN = ['sign', 'verify'];

/** What node:crypto generates for each algorithm, and how it signs. */
const PAIRS = {
  RS256: ['rsa', { modulusLength: 2048 }, 'sha256'],
  PS256: ['rsa-pss', { modulusLength: 2048 }, 'sha256', { saltLength: 32 }],
  PS384: [
    'rsa-pss',
    { modulusLength: 2048, hashAlgorithm: 'sha384', mgf1HashAlgorithm: 'sha384', saltLength: 48 },
    'sha384',
    { saltLength: 48 },
  ],
  ES256: ['ec', { namedCurve: 'P-256' }, 'sha256'],
  ES384: ['ec', { namedCurve: 'P-384' }, 'sha384'],
  ES512: ['ec', { namedCurve: 'P-521' }, 'sha512'],
  Ed25519: ['ed25519', {}, null],
};

/** A token that node:crypto signs. */
function signed(alg, key, header = {}) {
  const input = `${encoded({ alg, ...header })}.${encoded({ exp: 9_000_000_000 })}`;
  const hash = PAIRS[alg]?.[2];
  const signature =
    hash === undefined
      ? crypto
          .createHmac(`sha${alg.slice(2)}`, key)
          .update(input)
          .digest()
      : crypto.sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363', ...PAIRS[alg][3] });
  return `${input}.${signature.toString('base64url')}`;
}

/** WebCrypto's names, of keys that sign. */
const WEB = {
  RS384: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
  ES256: { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' },
  ES512: { name: 'ECDSA', hash: 'SHA-512', namedCurve: 'P-521' },
  Ed25519: { name: 'Ed25519' },
  HS256: { name: 'HMAC', hash: 'SHA-256' },
};

export function keyChecks({ createVerifier, remoteJwks, KeyError }) {
  const accepts = (keys, alg, token) => assert.equal(createVerifier({ keys, algorithms: [alg] }).verify(token).claims.exp, 9_000_000_000);
  /** That keys are refused with this code, or as a TypeError; returns the message. */
  const refuses = (keys, code, algorithms = ['RS256', 'PS256', 'ES256', 'HS256']) => {
    try {
      createVerifier({ keys, algorithms });
    } catch (error) {
      assert.ok(code === undefined ? error.constructor === TypeError : error instanceof KeyError, error?.stack);
      assert.equal(error.code, code, error.message);
      return error.message;
    }
    return assert.fail('passed');
  };
  const checks = {};

  for (const [alg, [type, options]] of Object.entries(PAIRS)) {
    checks[`keys: a KeyObject, and its bytes, for ${alg}`] = () => {
      const { publicKey, privateKey } = crypto.generateKeyPairSync(type, options);
      const token = signed(alg, privateKey, { kid: 'a' });
      const der = publicKey.export({ type: 'spki', format: 'der' });
      const pem = publicKey.export({ type: 'spki', format: 'pem' });
      const copy = new Uint8Array(der).buffer;
      const foreign = vm.runInNewContext('new Uint8Array(bytes)', { bytes: [...der] });
      assert.ok(!(foreign instanceof Uint8Array));
      for (const bytes of [publicKey, der, copy, foreign, foreign.buffer, Buffer.from(pem), new TextEncoder().encode(pem)]) {
        for (const keys of [bytes, [bytes], { pem: bytes, kid: 'a', alg }]) accepts(keys, alg, token);
      }
      for (const text of [pem, der.toString('base64'), der.toString('base64url')]) accepts(text, alg, token);
      refuses({ secret: publicKey }, 'key_algorithm_mismatch');
      refuses({ secret: der }, 'key_algorithm_mismatch');
      for (const keys of [privateKey, [publicKey, privateKey], { pem: privateKey }, privateKey.export({ type: 'pkcs8', format: 'der' })]) {
        assert.match(refuses(keys, 'key_invalid', [alg]), /a private key.*createPublicKey/);
      }
    };
  }

  checks['keys: what a KeyObject is for'] = () => {
    const pss = crypto.generateKeyPairSync('rsa-pss', PAIRS.PS384[1]).publicKey;
    for (const alg of ['RS256', 'RS384', 'PS256', 'PS512']) refuses(pss, 'key_algorithm_mismatch', [alg]);
    for (const type of ['x25519', 'ed448', 'x448']) refuses(crypto.generateKeyPairSync(type).publicKey, 'key_algorithm_mismatch');
    refuses(crypto.generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey, 'key_algorithm_mismatch');
    refuses(crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey, 'key_too_weak', ['RS256']);
    refuses(crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey, 'key_algorithm_mismatch', ['HS256']);
  };

  checks['keys: a secret KeyObject, and buffers of a secret'] = () => {
    const bytes = crypto.randomBytes(64);
    const key = crypto.createSecretKey(bytes);
    const token = signed('HS512', bytes, { kid: 'a' });
    const foreign = vm.runInNewContext('new Uint8Array(bytes)', { bytes: [...bytes] });
    for (const keys of [
      key,
      [key],
      { secret: key, kid: 'a', alg: 'HS512' },
      { secret: new Uint8Array(bytes).buffer },
      { secret: foreign },
    ]) {
      accepts(keys, 'HS512', token);
    }
    refuses(key, 'key_algorithm_mismatch', ['RS256']);
    refuses(crypto.createSecretKey(bytes.subarray(32)), 'key_too_weak', ['HS512']);
    // Bytes alone are a public key, or nothing.
    assert.match(refuses(bytes, 'key_invalid', ['HS512']), /no public key/);
    refuses({ pem: key }, 'key_invalid');
    refuses(crypto.createSecretKey(vector('rsa.certificate')), 'key_algorithm_mismatch');
  };

  for (const [alg, algorithm] of Object.entries(WEB)) {
    checks[`keys: a CryptoKey for ${alg}`] = async () => {
      const made = await subtle.generateKey(algorithm, true, SIGN);
      const { publicKey = made, privateKey = made } = made;
      const input = `${encoded({ alg })}.${encoded({ exp: 9_000_000_000 })}`;
      const token = `${input}.${Buffer.from(await subtle.sign(algorithm, privateKey, Buffer.from(input))).toString('base64url')}`;
      for (const keys of [publicKey, [publicKey], await subtle.exportKey('jwk', publicKey)]) accepts(keys, alg, token);
      // Its hash counts, where WebCrypto binds it to the key.
      const others = Object.keys(WEB).filter((other) => other !== alg);
      for (const other of [...others, 'RS256', 'PS384', 'HS384']) refuses(publicKey, 'key_algorithm_mismatch', [other]);
      if (privateKey !== made) assert.match(refuses(privateKey, 'key_invalid', [alg]), /a private key/);
      const onlySigns = await subtle.generateKey(algorithm, true, ['sign']);
      refuses(onlySigns.publicKey ?? onlySigns, 'key_algorithm_mismatch', [alg]);
      const { publicKey: sealed = made } = privateKey === made ? {} : made;
      const raw = await subtle.exportKey('jwk', sealed);
      const closed = await subtle.importKey('jwk', raw, algorithm, false, privateKey === made ? SIGN : ['verify']);
      assert.match(refuses(closed, undefined, [alg]), /not extractable: give the JWK or the PEM/);
    };
  }

  checks['keys: a CryptoKey for encryption is none for signatures'] = async () => {
    const rsa = { name: 'RSA-OAEP', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
    const { publicKey } = await subtle.generateKey(rsa, true, ['encrypt', 'decrypt']);
    refuses(publicKey, 'key_algorithm_mismatch', ['RS256']);
    const ecdh = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    refuses(ecdh.publicKey, 'key_algorithm_mismatch', ['ES256']);
    const aes = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
    refuses(aes, 'key_algorithm_mismatch', ['HS256']);
    const sha1 = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-1' }, true, SIGN);
    refuses(sha1, 'key_algorithm_mismatch', ['HS256']);
  };

  checks['keys: a CryptoKey where nothing reads it at once: what to give instead'] = async () => {
    const { publicKey } = await subtle.generateKey(WEB.ES256, true, SIGN);
    const { getBuiltinModule } = process;
    for (const replaced of [undefined, () => undefined, () => ({ KeyObject: { from: () => ({}) } })]) {
      process.getBuiltinModule = replaced;
      try {
        assert.match(refuses(publicKey, undefined, ['ES256']), /give `await crypto\.subtle\.exportKey\('jwk', key\)`/);
      } finally {
        process.getBuiltinModule = getBuiltinModule;
      }
    }
  };

  checks['keys: what only looks like a key of the host'] = () => {
    const throws = (name) => Object.defineProperty({}, name, { enumerable: true, get: () => assert.fail('read') });
    for (const keys of [
      { export() {} },
      { type: 'public' },
      { extractable: true },
      { [Symbol.toStringTag]: 'KeyObject' },
      new DataView(new ArrayBuffer(9)),
      new Uint16Array(9),
      new Blob(['x']),
      Promise.resolve(),
      throws('export'),
      throws('extractable'),
      throws('secret'),
      throws('pem'),
      new Proxy({}, { get: () => assert.fail('read'), ownKeys: () => assert.fail('read') }),
    ]) {
      assert.throws(
        () => createVerifier({ keys, algorithms: ['ES256'] }),
        (error) => (error instanceof KeyError || error.constructor === TypeError) && /`keys/.test(error.message),
      );
    }
    assert.throws(() => createVerifier({ keys: [[remoteJwks('https://id.test')]], algorithms: ['ES256'] }), /`keys/);
  };

  checks["keys: Google's map of `kid` to certificate, and other forms of a certificate"] = () => {
    const [pem, key] = ['p256.certificate', 'p256.private'].map(vector);
    const der = new crypto.X509Certificate(pem).raw;
    const token = signed('ES256', key, { kid: 'b' });
    const map = { a: `${vector('rsa.certificate')}`, b: `${pem}` };
    for (const keys of [map, `${pem}`, pem, der, der.toString('base64'), { kty: 'EC', kid: 'b', x5c: [der.toString('base64')] }]) {
      const verifier = createVerifier({ keys, algorithms: ['ES256', 'RS256'] });
      assert.equal(verifier.verify(token).header.kid, 'b');
    }
    assert.throws(() => createVerifier({ keys: map, algorithms: ['ES256'] }).verify(signed('ES256', key, { kid: 'a' })), {
      code: 'key_not_found',
    });
  };

  checks['keys: members of a written-down set that are not used are the cause of key_not_found'] = async () => {
    const { publicKey, privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'a' };
    const odd = [{ ...jwk, kid: 'b', use: 'enc' }, ...Array.from({ length: 12 }, () => ({ kty: 'RSA' }))];
    const verifier = createVerifier({ keys: { keys: [...odd, jwk] }, algorithms: ['ES256'] });
    const stranger = signed('ES256', privateKey, { kid: 'b' });
    const caught = [() => verifier.verify(stranger), () => verifier.verifyAsync(stranger)].map(async (ask) =>
      assert.rejects(async () => ask(), told),
    );
    function told(error) {
      assert.equal(error.code, 'key_not_found');
      assert.match(error.cause.message, /^of `keys` some are not used: `keys\[0\]`: .*`use`.*; `keys\[1\]`: .*; and others$/);
      assert.ok(!error.cause.message.includes(jwk.x));
      return true;
    }
    await Promise.all(caught);
    verifier.verify(signed('ES256', privateKey, { kid: 'a' }));
    const whole = createVerifier({ keys: jwk, algorithms: ['ES256'] });
    assert.throws(
      () => whole.verify(stranger),
      (error) => error.code === 'key_not_found' && error.cause === undefined,
    );
  };

  return checks;
}
