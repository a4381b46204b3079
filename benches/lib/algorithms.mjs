// The algorithms, in the order of every table.
export const ALGORITHMS = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
];

/** Those that a chart or the README shows: the others differ from these by their hash only. */
export const SHOWN = ['HS256', 'RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA'];

export const isHmac = (alg) => alg.startsWith('HS');
