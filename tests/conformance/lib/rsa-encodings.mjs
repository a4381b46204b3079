// RSA encoded messages (RFC 8017 section 9), right and wrong, for signatures
// that only a lax verifier takes.
import crypto from 'node:crypto';

const OID = {
  sha1: '06052b0e03021a',
  sha256: '0609608648016503040201',
  sha384: '0609608648016503040202',
  sha512: '0609608648016503040203',
};
const tlv = (tag, body) => Buffer.concat([Buffer.from([tag, body.length]), body]);

export function digestInfo(hash, digest, { nullParameter = true, extra = Buffer.alloc(0) } = {}) {
  const algorithm = tlv(0x30, Buffer.concat([Buffer.from(OID[hash], 'hex'), Buffer.from(nullParameter ? '0500' : '', 'hex')]));
  return tlv(0x30, Buffer.concat([algorithm, tlv(0x04, digest), extra]));
}

/** EMSA-PKCS1-v1_5, with each of its fields open to change. */
export function emsaPkcs1(length, info, { lead = 0, type = 1, fill = 0xff, pad, after = Buffer.alloc(0) } = {}) {
  const room = length - 3 - info.length - after.length;
  const used = pad ?? room;
  return Buffer.concat([Buffer.from([lead, type]), Buffer.alloc(used, fill), Buffer.from([0]), info, after, Buffer.alloc(room - used)]);
}

function mgf1(hash, seed, length) {
  const blocks = [];
  for (let i = 0, size = 0; size < length; i++) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(i);
    blocks.push(crypto.createHash(hash).update(seed).update(counter).digest());
    size += blocks[i].length;
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/** EMSA-PSS for a modulus of `bits` bits, with each of its choices open to change. */
export function emsaPss(bits, data, { hash, mgfHash = hash, saltLength, trailer = 0xbc, separator = 1, clearTop = true } = {}) {
  const emBits = bits - 1;
  const emLength = Math.ceil(emBits / 8);
  const mHash = crypto.createHash(hash).update(data).digest();
  const salt = crypto.randomBytes(saltLength ?? mHash.length);
  const h = crypto.createHash(hash).update(Buffer.alloc(8)).update(mHash).update(salt).digest();
  const db = Buffer.alloc(emLength - h.length - 1);
  db[db.length - salt.length - 1] = separator;
  salt.copy(db, db.length - salt.length);
  const mask = mgf1(mgfHash, h, db.length);
  for (let i = 0; i < db.length; i++) db[i] ^= mask[i];
  if (clearTop) db[0] &= 0xff >> (8 * emLength - emBits);
  return Buffer.concat([db, h, Buffer.from([trailer])]);
}

/** The RSA private operation on an encoded message. */
export function rawRsa(key, em) {
  if (key.rawRsa) return key.rawRsa(em);
  return crypto.privateEncrypt({ key: key.privateKey, padding: crypto.constants.RSA_NO_PADDING }, em);
}
