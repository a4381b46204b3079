// What the checks share: the installed package, minters whose signatures are not ours, small helpers.
import { sign } from 'node:crypto';
import { keyPair } from '../../tools/key-pair.mjs';
import { fileURLToPath } from 'node:url';
import { importFile as importOf, mintHs256 } from '../support/node.mjs';
import { inTime, until } from '../support/portable.mjs';

export const app = fileURLToPath(new URL('../../target/revocation/app', import.meta.url));
export const importFile = (name) => importOf(app, `node_modules/tokenward/${name}`);

export const SECRET = 'a secret of the revocation tests, long enough for HS256';
export const now = () => Math.floor(Date.now() / 1000);

const b64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const withTimes = (claims) => ({ iat: now() - 10, exp: now() + 600, ...claims });

/** An HS256 token; `undefined` takes a claim away. */
export function mint(claims = {}, header = {}, secret = SECRET) {
  return mintHs256(withTimes(claims), secret, header);
}

export const { publicKey, privateKey } = keyPair('ec', { namedCurve: 'P-256' });
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** An ES256 token, and the same token in its other form: (r, n - s) signs what (r, s) does. */
export function mintTwice(claims) {
  const input = `${b64({ alg: 'ES256' })}.${b64(withTimes(claims))}`;
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const other = (ORDER - BigInt(`0x${signature.subarray(32).toString('hex')}`)).toString(16).padStart(64, '0');
  const second = Buffer.concat([signature.subarray(0, 32), Buffer.from(other, 'hex')]);
  return [signature, second].map((bytes) => `${input}.${bytes.toString('base64url')}`);
}

let count = 0;
/** A name that no other check uses. */
export const fresh = (name = 'n') => `${name}-${process.pid}-${(count += 1)}`;

/** The code of the refusal, or 'ok'; anything but a TokenError is thrown on. */
export function codeOf(TokenError, work) {
  try {
    work();
    return 'ok';
  } catch (error) {
    if (error instanceof TokenError) return error.code;
    throw error;
  }
}

export async function codeLater(TokenError, work) {
  try {
    await inTime(work());
    return 'ok';
  } catch (error) {
    if (error instanceof TokenError) return error.code;
    throw error;
  }
}

export { inTime, until };
