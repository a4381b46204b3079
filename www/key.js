// What did the person paste as a key? Recognised by its shape, so that it can be named and its
// algorithms suggested; whether it is a good key is for tokenward to say.
import { forCurve, forRsa, forSecret } from './algorithms.js';

const PRIVATE = 'This is a private key. Checking needs only the public one; keep this one to yourself.';

/**
 * `{ keys }` for the verifier, a `label` and the `algorithms` to suggest; or a `problem`. All
 * are absent if there is nothing.
 */
export function readKey(text, encoding) {
  const trimmed = text.trim();
  if (trimmed === '') return {};
  if (trimmed.includes('-----BEGIN')) return readPem(trimmed);
  if (/^[{[]/.test(trimmed)) return readJson(trimmed);
  if (/^https?:\/\//i.test(trimmed)) {
    return { problem: 'This is an address. The page fetches nothing: open it yourself and paste what it holds.' };
  }
  if (/^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(trimmed)) return { problem: 'This looks like a token. The key goes here.' };
  return readSecret(text, encoding);
}

function readPem(pem) {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) return { problem: PRIVATE };
  const { name, algorithms } = pemType(pem);
  return { keys: pem, label: `${name} public key (PEM)`, algorithms };
}

/** Object identifiers, as they stand in SubjectPublicKeyInfo (RFC 5280 section 4.1). */
const OIDS = [
  ['2a864886f70d010101', 'RSA', forRsa()],
  ['2a8648ce3d030107', 'P-256', forCurve('P-256')],
  ['2b81040022', 'P-384', forCurve('P-384')],
  ['2b81040023', 'P-521', forCurve('P-521')],
  ['2b6570', 'Ed25519', forCurve('Ed25519')],
];

function pemType(pem) {
  if (pem.includes('-----BEGIN RSA PUBLIC KEY-----')) return { name: 'RSA', algorithms: forRsa() };
  const bytes = fromBase64(pem.replace(/-----[^-]*-----/g, '')) ?? [];
  // The identifiers come first; what follows is the key, where they could occur by chance.
  const start = toHex(bytes.slice(0, 28));
  const [, name = 'Unknown', algorithms = []] = OIDS.find(([oid]) => start.includes(oid)) ?? [];
  return { name, algorithms };
}

function readJson(text) {
  let keys;
  try {
    keys = JSON.parse(text);
  } catch {
    return { problem: 'This starts like a JWK or a JWKS, but it is not valid JSON. Is it complete?' };
  }
  const isSet = Array.isArray(keys?.keys);
  const members = isSet ? keys.keys : [keys].flat();
  const found = members.map(jwkType);
  const algorithms = [...new Set(found.flatMap((type) => type.algorithms))];
  if (found.some((type) => type.isPrivate)) return { problem: PRIVATE };
  const count = `${members.length} ${members.length === 1 ? 'key' : 'keys'}`;
  const names = [...new Set(found.map(({ name }) => name))].join(', ');
  const label = isSet || Array.isArray(keys) ? `Set of ${count}${names && `: ${names}`}` : `${names} key (JWK)`;
  return { keys, label, algorithms };
}

function jwkType(jwk) {
  const { kty, crv, k, d, alg } = jwk ?? {};
  const type = { isPrivate: d !== undefined, name: 'Unknown', algorithms: [] };
  if (kty === 'RSA') Object.assign(type, { name: 'RSA', algorithms: forRsa() });
  if (kty === 'EC' || kty === 'OKP') Object.assign(type, { name: printableCurve(crv), algorithms: forCurve(crv) });
  if (kty === 'oct') Object.assign(type, { name: 'Shared secret', algorithms: forSecret(fromBase64(k)?.length ?? 0) });
  // A key that names its algorithm is for that one only (RFC 7517 section 4.4).
  const own = type.algorithms.filter((name) => name === alg || (crv === 'Ed25519' && alg !== undefined));
  return own.length > 0 ? { ...type, algorithms: own } : type;
}

const printableCurve = (crv) => (forCurve(crv).length > 0 ? crv : 'Unknown curve');

function readSecret(text, encoding) {
  const secret = secretBytes(text, encoding);
  if (secret === undefined) return { isSecret: true, problem: `This is not ${encoding === 'hex' ? 'hexadecimal' : 'base64'}.` };
  const edges = encoding === 'text' && text !== text.trim() ? ', white space at its edges included' : '';
  const label = `Shared secret of ${secret.length} ${secret.length === 1 ? 'byte' : 'bytes'}${edges}`;
  return { isSecret: true, keys: { secret }, label, algorithms: forSecret(secret.length) };
}

/** As text, every character counts, white space too; else white space is layout. */
function secretBytes(text, encoding) {
  if (encoding === 'text') return new TextEncoder().encode(text);
  if (encoding === 'base64url') return fromBase64(text);
  const hex = text.replace(/\s/g, '');
  if (!/^([0-9a-f]{2})+$/i.test(hex)) return undefined;
  return Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
}

function fromBase64(text) {
  try {
    const plain = String(text).replace(/\s/g, '').replaceAll('-', '+').replaceAll('_', '/');
    return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
