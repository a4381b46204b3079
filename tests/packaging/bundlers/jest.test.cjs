// Run in Jest's Node.js and in its jsdom, as they come.
const { test, expect } = require('@jest/globals');

test('the package works', () => {
  const { createVerifier, expiresIn, generateApiKey, TokenError, verifyApiKey } = require('tokenward');
  const { createClient, TokenError: Same } = require('tokenward/client');
  const { key, hash } = generateApiKey({ prefix: 'acme', environment: 'test' });
  expect(verifyApiKey(key, hash)).toBe(true);
  expect(Same).toBe(TokenError);
  const secret = new Uint8Array(32).map((_, at) => at);
  for (const each of [secret, Buffer.from(secret)]) {
    const verifier = createVerifier({ keys: { secret: each }, algorithms: ['HS256'], audience: false });
    expect(() => verifier.verify('a.b.c')).toThrow(TokenError);
  }
  expect(expiresIn(new Date(2_000_000), { clock: () => 1900 })).toBe(100);
  expect(createClient({ baseUrl: new URL('https://api.example/'), login: 'login' })).toBeDefined();
});
