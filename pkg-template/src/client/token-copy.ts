/** A pair on its way from one holder to another: never as a string, and sealed on the way. @internal */
import type { Clock } from '../lib/clock.js';
import type { TokenHolder } from '../tokens/holder.js';
import { joined } from './endpoint.js';

/** Which pair it is. A refresh makes a new one of the same session, a login begins another session. @internal */
export interface Stamp {
  readonly session: string;
  /** Orders sessions: a login's is higher than all that are known to whoever logs in. */
  readonly began: number;
  /** Orders the pairs of a session, or is one of the two below. */
  readonly serial: number;
}

/** Before any pair: a session that others have, as far as is known. @internal */
export const HEARD = 0;
/** After every pair: a session that is over. @internal */
export const OVER = Infinity;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NEW_LINE = 10;

/** A later serial of this session, or the first of a new one. @internal */
export function nextStamp(last: Stamp | undefined, isNewSession: boolean): Stamp {
  const now = Date.now();
  if (last !== undefined && !isNewSession) return { ...last, serial: Math.max(now, last.serial + 1) };
  const id = crypto.getRandomValues(new Uint32Array(4));
  const session = Array.from(id, (word) => word.toString(16).padStart(8, '0')).join('');
  return { session, began: Math.max(now, (last?.began ?? 0) + 1), serial: now };
}

/**
 * Whether a pair replaces the one that is held: one of a newer session, or a later one of the same.
 * Of two sessions that began at once all take the same for the newer.
 * @internal
 */
export function isNewer(stamp: Stamp, than: Stamp | undefined): boolean {
  if (than === undefined) return true;
  if (stamp.began !== than.began) return stamp.began > than.began;
  return stamp.session === than.session ? stamp.serial > than.serial : stamp.session > than.session;
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
    const { session, began = 0, serial, exp } = JSON.parse(decoder.decode(copy.subarray(0, copy.indexOf(NEW_LINE)))) as Record<string, unknown>;
    if (typeof session !== 'string' || !Number.isSafeInteger(began) || typeof serial !== 'number' || typeof exp !== 'number') return undefined;
    return { session, began: began as number, serial, exp };
  } catch {
    return undefined;
  }
}

/** Puts a copy's tokens into a holder. @internal */
export function install(copy: Uint8Array, exp: number, holder: TokenHolder): void {
  const tokens = copy.subarray(copy.indexOf(NEW_LINE) + 1);
  const body = joined(encoder.encode(`{"access_expires_at":${exp},`), tokens, encoder.encode('"v":1}'));
  try {
    holder.setBody(body, {});
  } finally {
    body.fill(0);
  }
}
