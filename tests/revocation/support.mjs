// What the checks share: the installed package, minters whose signatures are not ours, small helpers.
import assert from 'node:assert/strict';
import { createHmac, sign } from 'node:crypto';
import { keyPair } from '../../tools/key-pair.mjs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';

export const app = fileURLToPath(new URL('../../target/revocation/app', import.meta.url));
export const importFile = (name) => import(pathToFileURL(join(app, 'node_modules/tokenward', name)).href);

export const SECRET = 'a secret of the revocation tests, long enough for HS256';
export const now = () => Math.floor(Date.now() / 1000);
/** Longer than anything here takes; what has not answered by then hangs. */
const PATIENCE_MS = 60_000;

const b64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const inputOf = (header, claims) => `${b64(header)}.${b64({ iat: now() - 10, exp: now() + 600, ...claims })}`;

/** An HS256 token; `undefined` takes a claim away. */
export function mint(claims = {}, header = {}, secret = SECRET) {
  const input = inputOf({ alg: 'HS256', ...header }, claims);
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

export const { publicKey, privateKey } = keyPair('ec', { namedCurve: 'P-256' });
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** An ES256 token, and the same token in its other form: (r, n - s) signs what (r, s) does. */
export function mintTwice(claims) {
  const input = inputOf({ alg: 'ES256' }, claims);
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

export function inTime(promise) {
  const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
    throw new assert.AssertionError({ message: 'no answer' });
  });
  return Promise.race([promise, late]);
}

export async function until(condition) {
  for (const deadline = Date.now() + PATIENCE_MS; !(await condition()); await sleep(20)) {
    assert.ok(Date.now() < deadline, 'not in time');
  }
}
