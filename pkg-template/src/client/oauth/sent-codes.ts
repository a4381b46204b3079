/**
 * Which logins have sent their code, by `state`: none sends it twice (RFC 6749 section 4.1.2), however
 * often its transaction is read, and whichever flow of this program finishes it.
 * @internal
 */

/** Codes last for ten minutes at most (RFC 6749 section 4.1.2); this is longer. */
const KEPT_MS = 60 * 60 * 1000;
/** Most states that are remembered, of 128 characters each at most. With more logins in an hour the oldest are forgotten; the server remembers them. */
const MOST = 10_000;

/** When each was sent, by a clock that nobody sets; the oldest first. */
const sent = new Map<string, number>();

/** Says whether the code may be sent, and remembers that it was. @internal */
export function claim(state: string): boolean {
  if (sent.has(state)) return false;
  const now = performance.now();
  for (const [oldest, at] of sent) {
    if (sent.size < MOST && now - at < KEPT_MS) break;
    sent.delete(oldest);
  }
  sent.set(state, now);
  return true;
}

/** The server has not looked at the code. @internal */
export function release(state: string): void {
  sent.delete(state);
}
