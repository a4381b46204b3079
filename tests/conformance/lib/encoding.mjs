// Byte and base64url helpers of the minting side (Node only).
export const b64u = (data) => Buffer.from(data).toString('base64url');
export const unb64u = (text) => Buffer.from(text, 'base64url');
export const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Bytes in fixtures.json; the suite turns them back into a Uint8Array. */
export const bytes = (data) => ({ bytes: [...data] });

export const bigToBytes = (n, length) => Buffer.from(n.toString(16).padStart(length * 2, '0'), 'hex');
export const bytesToBig = (b) => BigInt('0x' + (Buffer.from(b).toString('hex') || '0'));
export const bitLength = (n) => n.toString(2).length;

export function modPow(base, exponent, modulus) {
  let result = 1n;
  let b = base % modulus;
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * b) % modulus;
    b = (b * b) % modulus;
  }
  return result;
}

export function modInverse(a, m) {
  let [r0, r1, s0, s1] = [m, ((a % m) + m) % m, 0n, 1n];
  while (r1 > 0n) {
    const q = r0 / r1;
    [r0, r1] = [r1, r0 - q * r1];
    [s0, s1] = [s1, s0 - q * s1];
  }
  return r0 === 1n ? ((s0 % m) + m) % m : undefined;
}

/** The smallest x with x^3 >= n. */
export function cubeRootUp(n) {
  let low = 0n;
  let high = 1n << BigInt(Math.ceil(bitLength(n) / 3) + 1);
  while (low < high) {
    const middle = (low + high) >> 1n;
    if (middle ** 3n < n) low = middle + 1n;
    else high = middle;
  }
  return low;
}

/** Replaces one of the three parts of a compact token. */
export function withPart(token, index, part) {
  const parts = token.split('.');
  parts[index] = typeof part === 'function' ? part(parts[index]) : part;
  return parts.join('.');
}

/** Changes the bytes of the signature. */
export const withSignature = (token, change) => withPart(token, 2, (s) => b64u(change(unb64u(s))));

export function flip(buffer, index, mask = 1) {
  const copy = Buffer.from(buffer);
  copy[index < 0 ? copy.length + index : index] ^= mask;
  return copy;
}
