// What a code means, in a sentence, and what the person can do about it.

/** For codes that come after the signature has been found good. */
const GENUINE = 'The signature is genuine, but ';

const REFUSALS = {
  token_missing: () => ['There is no token.'],
  token_too_large: () => ['The token is longer than 16384 bytes, which is more than servers accept as headers.'],
  token_malformed: () => [
    'This is not a well-formed JWT: three base64url parts with dots between them, holding JSON objects in which no name is there twice.',
    'Copy it again, whole, without spaces or line breaks.',
  ],
  algorithm_not_allowed: ({ alg }) =>
    /^none$/i.test(alg)
      ? ['The token says that it is not signed at all. Anybody can write such a token.', 'There is no way to accept it.']
      : ['The token names an algorithm that you do not accept.', 'Tick it only if you know that your issuer signs with it.'],
  critical_header_unsupported: () => ['The header demands an extension (crit) that must be understood, and is not.'],
  key_not_found: () => [
    'No key fits the key id (kid) and the algorithm that the token names.',
    'Has the issuer changed its keys? Then paste the current set.',
  ],
  key_ambiguous: () => ['More than eight keys could have signed this token, and it does not say which.'],
  signature_invalid: () => [
    'The signature does not fit. The token was changed after it was signed, or it was signed with another key.',
    'Nothing below can be believed.',
  ],
  claim_invalid: ({ claim }) => [`${GENUINE}the claim ${claim} is of the wrong type, or a time in milliseconds.`],
  claim_missing: ({ claim }) =>
    claim === 'exp'
      ? [`${GENUINE}the token has no expiry (exp), so it would be good for ever.`]
      : [`${GENUINE}the claim ${claim} is missing.`],
  claim_mismatch: ({ claim, audience }) => {
    if (claim === 'iss') return [`${GENUINE}the token is from another issuer.`, 'Compare iss below with the issuer you gave.'];
    if (audience === '') {
      return [
        `${GENUINE}the token is meant for a particular audience (aud), and you have not said that you are it.`,
        'Fill in the audience, or tick “Do not check the audience”.',
      ];
    }
    return [`${GENUINE}the token is meant for another audience.`, 'Compare aud below with the audience you gave.'];
  },
  token_expired: () => [`${GENUINE}the token has expired.`, 'Ask the issuer for a new one.'],
  token_not_yet_valid: () => [`${GENUINE}the token is not valid yet (nbf).`],
  token_issued_in_future: () => [
    `${GENUINE}the token was issued in the future (iat).`,
    'One of the two clocks is wrong: the issuer’s, or this computer’s.',
  ],
};

/** `{ sentence, advice? }` for a refused token. `context` holds `claim`, `alg` and `audience`. */
export function refusal(code, context) {
  const [sentence, advice] = REFUSALS[code]?.(context) ?? ['The token was refused.'];
  return { sentence, advice };
}

const KEY_FAULTS = {
  key_invalid: 'The key cannot be read',
  key_too_weak: 'The key is too weak to be trusted',
  key_algorithm_mismatch: 'The key is not for these algorithms',
};

export const keyFault = (code) => KEY_FAULTS[code] ?? 'The key cannot be used';

/** Names of claims and header members that have a meaning of their own. */
export const MEANINGS = new Map([
  ['iss', 'Issuer'],
  ['sub', 'Subject'],
  ['aud', 'Audience'],
  ['exp', 'Expires'],
  ['nbf', 'Not before'],
  ['iat', 'Issued'],
  ['jti', 'Token id'],
  ['scope', 'Scopes'],
  ['scopes', 'Scopes'],
  ['scp', 'Scopes'],
  ['azp', 'Authorized party'],
  ['client_id', 'Client'],
  ['auth_time', 'Signed in'],
  ['updated_at', 'Updated'],
  ['alg', 'Algorithm'],
  ['typ', 'Type'],
  ['cty', 'Content type'],
  ['kid', 'Key id'],
  ['crit', 'Critical'],
]);

/** Claims that are unix seconds. */
export const INSTANTS = new Set(['exp', 'nbf', 'iat', 'auth_time', 'updated_at']);
