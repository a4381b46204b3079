/** A pair on its way from one holder to another: never as a string, and sealed on the way. @internal */
import type { Clock } from '../lib/clock.js';
import { TokenHolder } from '../tokens/holder.js';
import { joined } from './endpoint.js';

/** Which pair it is. A refresh makes a new one of the same session, a login begins another session. @internal */
export interface SessionStamp {
  readonly session: string;
  /** Orders sessions: a login's is higher than all that are known to whoever logs in. */
  readonly began: number;
  /** Orders the pairs of a session, or is one of the two below. */
  readonly serial: number;
  /** Names the user of a session: a login by the client itself goes on with it. Unknown for sessions only heard of. */
  readonly family?: string;
}

/** Before any pair: a session that others have, as far as is known. @internal */
export const HEARD = 0;
/** After every pair: a session that is over. @internal */
export const OVER = Infinity;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NEW_LINE = 10;

/** Milliseconds that a clock of the same session may be ahead. Beyond it no later time would be left for the next login. */
const LONGEST_AHEAD = 366 * 86_400_000;

/** Whether a stamp's time can be one. @internal */
export const isTime = (time: unknown): time is number => Number.isSafeInteger(time) && (time as number) <= Date.now() + LONGEST_AHEAD;

/** How a pair came: by a refresh, by a login as before, or by one as anybody. @internal */
export type Origin = 'refresh' | 'same user' | 'any user';

/** A later serial of this session, or the first of a new one. @internal */
export function nextStamp(last: SessionStamp | undefined, origin: Origin): SessionStamp {
  const now = Date.now();
  if (last !== undefined && origin === 'refresh') return { ...last, serial: Math.max(now, last.serial + 1) };
  const id = crypto.getRandomValues(new Uint32Array(4));
  const session = Array.from(id, (word) => word.toString(16).padStart(8, '0')).join('');
  const family = (origin === 'any user' ? undefined : last?.family) ?? session;
  return { session, began: Math.max(now, (last?.began ?? 0) + 1), serial: now, family };
}

/**
 * Whether a pair replaces the one that is held: one of a newer session, or a later one of the same.
 * Where two sessions began at once, every tab takes the one with the greater name for the newer.
 * @internal
 */
export function isNewer(stamp: SessionStamp, than: SessionStamp | undefined): boolean {
  if (than === undefined) return true;
  if (stamp.began !== than.began) return stamp.began > than.began;
  return stamp.session === than.session ? stamp.serial > than.serial : stamp.session > than.session;
}

/** A line that says which pair and until when (`null` if nobody knows), then the tokens. Wipe it after use. @internal */
export function copyOf(holder: TokenHolder, stamp: SessionStamp, clock: Clock): Uint8Array {
  const tokens = holder.members();
  const exp = expiryOf(holder, clock);
  const copy = joined(encoder.encode(`${JSON.stringify({ ...stamp, exp })}\n`), tokens);
  tokens.fill(0);
  return copy;
}

/** Reads which pair a copy is of; undefined if it is no copy. @internal */
export function stampOf(copy: Uint8Array): (SessionStamp & { exp: number }) | undefined {
  try {
    const {
      session,
      family,
      began,
      serial,
      exp: end,
    } = JSON.parse(decoder.decode(copy.subarray(0, copy.indexOf(NEW_LINE)))) as Record<string, unknown>;
    const isStamp = typeof session === 'string' && typeof family === 'string' && isTime(began) && isTime(serial);
    // JSON has no Infinity.
    const exp = end ?? Infinity;
    return isStamp && typeof exp === 'number' ? { session, family, began, serial, exp } : undefined;
  } catch {
    return undefined;
  }
}

/** Puts a copy's tokens into a holder. @internal */
export function install(copy: Uint8Array, exp: number, holder: TokenHolder): void {
  setMembers(copy.subarray(copy.indexOf(NEW_LINE) + 1), exp, holder);
}

/** A second holder of the same tokens. @internal */
export function twinOf(holder: TokenHolder, clock: Clock): TokenHolder {
  const twin = new TokenHolder({ clock, lifetime: Infinity });
  const tokens = holder.members();
  setMembers(tokens, expiryOf(holder, clock), twin);
  tokens.fill(0);
  return twin;
}

const expiryOf = (holder: TokenHolder, clock: Clock): number => clock() + (holder.expiresIn ?? 0);

function setMembers(tokens: Uint8Array, exp: number, holder: TokenHolder): void {
  const end = exp === Infinity ? null : exp;
  const body = joined(encoder.encode(`{"access_expires_at":${end},`), tokens, encoder.encode('"v":1}'));
  try {
    holder.setBody(body, {});
  } finally {
    body.fill(0);
  }
}
