/**
 * What the caller has probably meant: for messages alone, the verdict stands.
 * @internal
 */
/** Options as other libraries call them, and what they are here. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  aud: 'audience',
  iss: 'issuer',
  sub: 'subject',
  alg: 'algorithms',
  secret: 'keys: { secret }',
  secretKey: 'keys: { secret }',
  secretOrPublicKey: 'keys',
  publicKey: 'keys',
  jwk: 'keys',
  jwks: 'keys',
  jwksUri: 'keys: remoteJwks(url)',
  jwksUrl: 'keys: remoteJwks(url)',
  getKey: 'keys',
  ignoreExpiration: 'requiredClaims: []',
  clockSkew: 'clockTolerance',
  clockTimestamp: 'clock',
  maxTokenAge: 'maxAge',
  nonce: 'verify(token, { nonce })',
};

/** The error, which says what an unknown option is here. */
export function hintedOptions(error: unknown): unknown {
  if (!(error instanceof TypeError)) return error;
  const [, name = ''] = /unknown option `(\w+)`; known are /.exec(error.message) ?? [];
  if (Object.hasOwn(ELSEWHERE, name))
    error.message = error.message.replace('; known are ', `; did you mean \`${ELSEWHERE[name]}\`? known are `);
  return error;
}

/** Whether a secret is text that looks like the base64 of what the issuer signs with. */
export function looksEncoded(keys: unknown): boolean {
  return [keys].flat().some((key) => {
    const { secret } = Object(key) as { secret?: unknown };
    if (typeof secret !== 'string' || secret.length < 24 || secret.length % 4 !== 0) return false;
    return /^[\w+/-]+={0,2}$/.test(secret) && /[a-z]/.test(secret) && /[A-Z]/.test(secret) && /\d/.test(secret);
  });
}

/** What is added to the first `signature_invalid` under such a secret. */
export const ENCODED_SECRET =
  "; the secret looks like base64: if the issuer signs with its bytes, give { secret: Buffer.from(secret, 'base64') }";
