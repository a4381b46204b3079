/** A pair on its way from one holder to another: never as a string, and sealed on the way. @internal */
import type { Clock } from '../clock.js';
import type { TokenHolder } from '../token-holder.js';
import { joined } from './endpoint.js';

/** Which pair it is. A refresh makes a new one of the same session, a login begins another session. @internal */
export interface Stamp {
  readonly session: string;
  readonly serial: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NEW_LINE = 10;

/** A later serial of this session, or the first of a new one. @internal */
export function nextStamp(last: Stamp | undefined, isNewSession: boolean): Stamp {
  const serial = Math.max(Date.now(), (last?.serial ?? 0) + 1);
  if (last !== undefined && !isNewSession) return { session: last.session, serial };
  const id = crypto.getRandomValues(new Uint32Array(4));
  return { session: Array.from(id, (word) => word.toString(16).padStart(8, '0')).join(''), serial };
}

/** Whether a pair replaces the one that is held: a later one of its session, or of `any` session. @internal */
export function isNewer(stamp: Stamp, than: Stamp | undefined, any: boolean): boolean {
  if (than === undefined) return true;
  return stamp.serial > than.serial && (any || stamp.session === than.session);
}

/** A line that says which pair and until when, then the tokens. Wipe it after use. @internal */
export function copyOf(holder: TokenHolder, stamp: Stamp, clock: Clock): Uint8Array {
  const tokens = holder.members();
  const exp = clock() + (holder.expiresIn ?? 0);
  const copy = joined(encoder.encode(`${JSON.stringify({ ...stamp, exp })}\n`), tokens);
  tokens.fill(0);
  return copy;
}

/** Reads which pair a copy is of; undefined if it is no copy. @internal */
export function stampOf(copy: Uint8Array): (Stamp & { exp: number }) | undefined {
  try {
    const { session, serial, exp } = JSON.parse(decoder.decode(copy.subarray(0, copy.indexOf(NEW_LINE)))) as Record<string, unknown>;
    if (typeof session !== 'string' || typeof serial !== 'number' || typeof exp !== 'number') return undefined;
    return { session, serial, exp };
  } catch {
    return undefined;
  }
}

/** Puts a copy's tokens into a holder, unless it has changed since. @internal */
export function install(copy: Uint8Array, exp: number, holder: TokenHolder, generation: number): boolean {
  const tokens = copy.subarray(copy.indexOf(NEW_LINE) + 1);
  const body = joined(encoder.encode(`{"access_expires_at":${exp},`), tokens, encoder.encode('"v":1}'));
  try {
    return holder.setBody(body, { generation });
  } finally {
    body.fill(0);
  }
}
