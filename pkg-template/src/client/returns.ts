/** Tokens that are given back: at a logout, and those of which a login or a logout has made strays. @internal */
import type { TokenHolder } from '../tokens/holder.js';
import { discard } from '../http/exchange.js';
import { isResponse, post, type Sending } from './endpoint.js';
import type { Events } from './events.js';
import { authorizationOf, contextOf } from './token-request.js';
import type { CheckedOptions } from './options.js';
import type { Outcome } from './types.js';
import { delayAfter, saysLater, sleep, withTimeout, type Stop } from './waiting.js';

/** @internal */
export class Returns {
  readonly #plan: CheckedOptions;
  readonly #events: Events;
  readonly #underway = new Set<Promise<void>>();
  #isComplete = true;

  constructor(plan: CheckedOptions, events: Events) {
    this.#plan = plan;
    this.#events = events;
  }

  /** Gives back a pair that nobody holds any more, and wipes it. Nobody need wait for it. */
  stray(pair: TokenHolder): void {
    if (this.#plan.logout === undefined || !pair.hasRefreshToken) return pair.clear();
    const returning = givenBack(this.#plan, this.#events, pair, [], 'omit').then(({ outcome }) => {
      pair.clear();
      if (outcome !== 'ok') this.#isComplete = false;
      this.#underway.delete(returning);
    });
    this.#underway.add(returning);
  }

  /** Waits for all that is under way. Whether the server has confirmed everything since it was asked last. */
  async all(): Promise<boolean> {
    await Promise.all(this.#underway);
    const isComplete = this.#isComplete;
    this.#isComplete = true;
    return isComplete;
  }

  /** Waits for all that is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#underway);
  }
}

/** Gives a pair back; `credentials: 'omit'` where the cookies are of another session by now. @internal */
export async function givenBack(
  plan: CheckedOptions,
  events: Events,
  pair: TokenHolder,
  stops: Stop[],
  credentials?: RequestCredentials,
): Promise<{ outcome: Outcome; status?: number }> {
  if (plan.logout === undefined) return { outcome: 'ok' };
  for (let failures = 1; ; failures += 1) {
    const answer = await withTimeout(plan.timeout, stops, (signal) => asked(plan, pair, signal, credentials)).catch(() => undefined);
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

async function asked(plan: CheckedOptions, pair: TokenHolder, signal: AbortSignal, credentials?: RequestCredentials): Promise<unknown> {
  const { logout } = plan;
  if (typeof logout === 'function') return (await logout(contextOf(pair, plan, signal))) ?? true;
  return await post(credentials === undefined ? logout! : { ...logout!, credentials }, sendingOf(plan, pair, signal));
}

/** The access token goes to its own origin only, the refresh token into the body only. @internal */
export function sendingOf(plan: CheckedOptions, holder: TokenHolder, signal: AbortSignal): Sending {
  const isHome = typeof plan.logout === 'object' && plan.logout.url.origin === plan.baseUrl.origin;
  return { fetch: plan.fetch, signal, holder, authorization: isHome ? authorizationOf(holder) : undefined };
}
