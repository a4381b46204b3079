/** Logging out: the tokens are given back to the server, and wiped whatever it says. @internal */
import { discard } from '../http/exchange.js';
import { isResponse, post, postNow, type Sending } from './endpoint.js';
import { authorizationOf, contextOf } from './token-request.js';
import type { Session } from './session.js';
import type { Outcome } from './types.js';
import { delayAfter, saysLater, sleep, withTimeout, type Stop } from './waiting.js';

/** As `client.logout`. @internal */
export async function logOut(session: Session, signal: AbortSignal | null | undefined): Promise<boolean> {
  const { sharing, events, plan } = session;
  const known = sharing.session;
  const hadTokens = session.state !== 'empty';
  const hasLanded = await session.end(signal);
  let outcome: Outcome = 'ok';
  let status: number | undefined;
  try {
    const holder = await session.opened();
    // What was kept from an earlier run is to be given back too.
    if (holder.state === 'empty' && session.ending.reason === undefined) await sharing.adopt(holder);
    if (holder.state !== 'empty') ({ outcome, status } = await givenBack(session, [signal, session.ending]));
    // Wiped by somebody in a hurry, or still to come.
    else if (plan.logout !== undefined && (hadTokens || !hasLanded)) outcome = 'failed';
  } finally {
    session.wipe();
    await sharing.ended(known);
    session.left();
  }
  events.emit({ type: 'logout', outcome, status });
  return outcome === 'ok';
}

/** Logs out from a page that is about to go: nothing can be waited for. @internal */
export function logOutNow(session: Session): void {
  const { plan, holder, sharing } = session;
  const { logout } = plan;
  const hadTokens = holder !== undefined && holder.state !== 'empty' && !session.hasEnded;
  session.endNow();
  if (hadTokens && logout !== undefined && !sharing.isShared) {
    const { signal } = new AbortController();
    // Async, for it may throw at once, and the tokens are to be wiped all the same.
    const ask = async (): Promise<unknown> =>
      typeof logout === 'function'
        ? logout(contextOf(holder, plan, signal))
        : postNow(logout, { ...sendingOf(session, signal), keepalive: true }, typeof logout.body === 'object' ? logout.body : undefined);
    ask().catch(() => {});
    sharing.ended(sharing.session).catch(() => {});
  }
  session.wipe();
  sharing.forget();
}

async function givenBack(session: Session, stops: Stop[]): Promise<{ outcome: Outcome; status?: number }> {
  const { plan, events } = session;
  if (plan.logout === undefined) return { outcome: 'ok' };
  for (let failures = 1; ; failures += 1) {
    const answer = await withTimeout(plan.timeout, stops, (signal) => asked(session, signal)).catch(() => undefined);
    if (answer === undefined) return { outcome: 'failed' };
    if (!isResponse(answer) || answer.ok) return { outcome: 'ok' };
    const { status } = answer;
    discard(answer.body);
    const delay = saysLater(status) && failures < plan.retry.attempts ? delayAfter(answer, failures, plan.retry) : undefined;
    if (delay === undefined) return { outcome: status < 500 ? 'refused' : 'failed', status };
    events.emit({ type: 'retry', request: 'logout', attempt: failures + 1, delay, status });
    try {
      await sleep(delay, ...stops);
    } catch {
      return { outcome: 'failed', status };
    }
  }
}

async function asked(session: Session, signal: AbortSignal): Promise<unknown> {
  const { plan, holder } = session;
  const { logout } = plan;
  if (typeof logout === 'function') return (await logout(contextOf(holder!, plan, signal))) ?? true;
  return await post(logout!, sendingOf(session, signal));
}

/** The access token goes to its own origin only, the refresh token into the body only. */
function sendingOf({ plan, holder }: Session, signal: AbortSignal): Sending {
  const isHome = typeof plan.logout === 'object' && plan.logout.url.origin === plan.baseUrl.origin;
  return { fetch: plan.fetch, signal, holder, authorization: isHome ? authorizationOf(holder!) : undefined };
}
