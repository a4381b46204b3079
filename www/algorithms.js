// The algorithms, grouped as the page shows them.
export const FAMILIES = [
  { name: 'Shared secret', algorithms: ['HS256', 'HS384', 'HS512'] },
  { name: 'RSA', algorithms: ['RS256', 'RS384', 'RS512'] },
  { name: 'RSA-PSS', algorithms: ['PS256', 'PS384', 'PS512'] },
  { name: 'Elliptic curve', algorithms: ['ES256', 'ES384', 'ES512'] },
  { name: 'Edwards curve', algorithms: ['EdDSA', 'Ed25519'] },
];

const RSA = [...FAMILIES[1].algorithms, ...FAMILIES[2].algorithms];
const BY_CURVE = { 'P-256': ['ES256'], 'P-384': ['ES384'], 'P-521': ['ES512'], Ed25519: ['EdDSA', 'Ed25519'] };

/** What a type of key can serve: the suggestion comes from the key, and the person may change it. */
export const forRsa = () => RSA;
export const forCurve = (curve) => (Object.hasOwn(BY_CURVE, curve) ? BY_CURVE[curve] : []);

/** A secret must be as long as the hash (RFC 7518 section 3.2). */
export function forSecret(bytes) {
  if (bytes >= 64) return ['HS256', 'HS384', 'HS512'];
  return bytes >= 48 ? ['HS256', 'HS384'] : ['HS256'];
}
