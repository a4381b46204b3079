/** Logging out: the tokens are given back to the server, and wiped whatever it says. @internal */
import { postNow } from './endpoint.js';
import { contextOf } from './token-request.js';
import { givenBack, sendingOf } from './returns.js';
import type { Session } from './session.js';
import type { Outcome } from './types.js';
import { unlessStopped } from './waiting.js';

/** As `client.logout`. @internal */
export async function logOut(session: Session, signal: AbortSignal | null | undefined): Promise<boolean> {
  const { sharing, events, plan, returns, ending } = session;
  const known = sharing.session;
  const hadTokens = session.state !== 'empty';
  const hasFinished = await session.end(signal);
  const stops = [signal, ending];
  let outcome: Outcome = 'ok';
  let status: number | undefined;
  let hasBegun = false;
  const leave = async (isAlone: boolean): Promise<void> => {
    hasBegun = true;
    try {
      const holder = await session.opened();
      // The newest pair is to be given back: another tab may have it, or an earlier run have kept it.
      if (ending.reason === undefined && sharing.session === known) await sharing.adopt(holder, known);
      sharing.ending();
      if (holder.state !== 'empty' || plan.hasCookie) ({ outcome, status } = await givenBack(plan, events, holder, stops));
      // Wiped by somebody in a hurry.
      else if (plan.logout !== undefined && hadTokens) outcome = 'failed';
      // Others are still to come, or were not confirmed.
      const isComplete = (await unlessStopped(returns.all(), ...stops).catch(() => false)) && hasFinished && isAlone;
      if (outcome === 'ok' && plan.logout !== undefined && !isComplete) outcome = 'failed';
    } finally {
      session.held.wipe();
      await sharing.ended(known);
      session.left();
    }
  };
  try {
    // Nobody else is to refresh meanwhile. What is under way here has the lock itself.
    await sharing.locked(hasFinished ? plan.timeout : 0, stops, leave);
  } catch (error) {
    if (hasBegun) throw error;
    await leave(false);
  }
  events.emit({ type: 'logout', outcome, status });
  return outcome === 'ok';
}

/** Logs out from a page that is about to go: nothing can be waited for. @internal */
export function logOutNow(session: Session): void {
  const { plan, sharing } = session;
  const { holder } = session.held;
  const { logout } = plan;
  const hadTokens = holder !== undefined && holder.state !== 'empty' && !session.life.hasEnded;
  session.life.end();
  if (hadTokens && logout !== undefined && !sharing.isShared) {
    const { signal } = new AbortController();
    // Async, for it may throw at once, and the tokens are to be wiped all the same.
    const ask = async (): Promise<unknown> =>
      typeof logout === 'function'
        ? logout(contextOf(holder, plan, signal))
        : postNow(
            logout,
            { ...sendingOf(plan, holder, signal), keepalive: true },
            typeof logout.body === 'object' ? logout.body : undefined,
          );
    ask().catch(() => {});
    sharing.ended(sharing.session).catch(() => {});
  }
  session.held.wipe();
  sharing.forget();
}
