/** How a session gets a new pair of tokens: a refresh, then a login, and what their failures mean. @internal */
import type { TokenHolder } from '../tokens/holder.js';
import { ClientError, type ClientErrorCode } from './errors.js';
import type { Events } from './events.js';
import type { HeldTokens } from './held-tokens.js';
import type { Lifecycle } from './lifecycle.js';
import type { CheckedOptions, Source } from './options.js';
import type { Returns } from './returns.js';
import type { Sharing } from './sharing.js';
import { twinOf, type Origin } from './token-copy.js';
import { ExpiredOnArrival, Failed, isGood, obtain, Refused, Unusable } from './token-request.js';
import type { RefreshReason } from './types.js';
import type { Ending } from './waiting.js';

/** Most seconds that a server's `Retry-After` is heeded. */
const LONGEST_RETRY_AFTER = 3600;

/** What of a session it works with. */
export interface Means {
  readonly plan: CheckedOptions;
  readonly events: Events;
  readonly sharing: Sharing;
  readonly returns: Returns;
  readonly ending: Ending;
  readonly life: Lifecycle;
  readonly held: HeldTokens;
}

export class Renewal {
  readonly #means: Means;
  /** How often the server was asked for a login. */
  logins = 0;
  #loginRefused: ClientError | undefined;
  /** Whether tokens of a login are good on arrival. If not, the clocks disagree, and no other login helps. */
  #isLoginGood = true;
  /** The generation whose refresh token the server has refused; of an empty holder the cookie. */
  #dead: number | undefined;

  constructor(means: Means) {
    this.#means = means;
  }

  /** Whether there is anything to get a new pair with, nobody at hand. */
  get isPossible(): boolean {
    return this.canRefresh || (this.#means.plan.isAutomatic && this.#loginRefused === undefined);
  }

  get canRefresh(): boolean {
    const { plan, sharing, held } = this.#means;
    const { holder } = held;
    if (plan.refresh === undefined || holder === undefined || this.#dead === holder.generation) return false;
    // A cookie is there before any token, and of the newest session.
    if (holder.state === 'empty') return plan.hasCookie;
    return !sharing.isStale && (typeof plan.refresh === 'function' || plan.hasCookie || holder.hasRefreshToken);
  }

  /** A login was asked for: what was refused to the last one counts no more. */
  forgetRefusal(): void {
    this.#loginRefused = undefined;
  }

  async renew(reason: RefreshReason): Promise<void> {
    const { plan, sharing, life, held } = this.#means;
    const holder = held.holder!;
    if ((await sharing.adopt(holder)) && isGood(holder)) return;
    if (this.canRefresh) {
      const { generation } = holder;
      try {
        await this.#obtain('refresh', plan.refresh!, reason);
        return;
      } catch (error) {
        // Wiped: another session has begun meanwhile, or a logout.
        if (holder.state === 'empty' && holder.generation !== generation) return;
        // A session that is about to end renews its tokens up to there, and no further.
        const isOver = error instanceof ExpiredOnArrival && plan.isAutomatic && this.#isLoginGood;
        if (!isOver && !(error instanceof Refused)) throw this.failed('refresh_failed', error);
        if (!isOver) this.#dead = generation;
      }
      life.refuseEnded();
      // Whoever has used the refresh token before us may share what it got.
      if ((await sharing.adopt(holder)) && isGood(holder)) return;
    }
    // A session that was ended meanwhile is not begun anew.
    life.refuseEnded();
    await this.#logIn();
  }

  /** At once, for a login of another tab gives way. What is there already is replaced too, and given back. */
  async logInAnew(credentials: object): Promise<void> {
    const { plan, sharing, life, held } = this.#means;
    if (plan.login !== undefined && held.state === 'empty') await sharing.adopt(held.holder!);
    life.refuseEnded();
    if (plan.login === undefined && plan.hasCookie) {
      // The user has logged in by other means: the cookie may be another.
      held.wipe();
      return this.renew('expired');
    }
    await this.#logIn(credentials);
  }

  /** What is held, in a holder of its own, if it is of use to anybody and nobody else gives it back. */
  stray(): TokenHolder | undefined {
    const { plan, sharing, held } = this.#means;
    const { holder } = held;
    const isLive = holder?.hasRefreshToken === true && this.#dead !== holder.generation && !sharing.isReturned;
    return isLive && plan.logout !== undefined ? twinOf(holder, plan.clock) : undefined;
  }

  /** What went wrong, as the caller gets to see it. */
  failed(code: ClientErrorCode, error: unknown): ClientError {
    if (this.#means.ending.reason !== undefined) return new ClientError('client_disposed');
    const isAnswer = error instanceof Failed || error instanceof Unusable;
    const { status, retryAfter = 0 } = error as Failed;
    return new ClientError(error instanceof Unusable ? 'token_unusable' : code, {
      status: isAnswer ? status : undefined,
      retryAfter: retryAfter > 0 ? Math.min(retryAfter, LONGEST_RETRY_AFTER) : undefined,
      cause: isAnswer ? error.cause : error,
    });
  }

  async #logIn(credentials?: object): Promise<void> {
    const { plan, held } = this.#means;
    const { login, isAutomatic } = plan;
    if (login === undefined && held.state !== 'empty') throw new ClientError('session_expired');
    if (login === undefined || (credentials === undefined && !isAutomatic)) throw new ClientError('login_required');
    if (this.#loginRefused !== undefined) throw this.#loginRefused;
    try {
      await this.#obtain('login', login, 'expired', credentials);
    } catch (error) {
      if (!(error instanceof Refused)) throw this.failed('login_failed', error);
      this.#loginRefused = new ClientError('login_refused', { status: error.status });
      throw this.#loginRefused;
    } finally {
      this.logins += 1;
    }
  }

  async #obtain(request: 'login' | 'refresh', source: Source, reason: RefreshReason, credentials?: object): Promise<void> {
    const { plan, events, sharing, returns, ending, life, held } = this.#means;
    const holder = held.holder!;
    const { generation } = holder;
    // A cookie alone tells nobody whose session it is.
    const isFirst = holder.state === 'empty';
    const late = (pair: TokenHolder) => (ending.reason === undefined ? returns.stray(pair) : pair.clear());
    const wish = { request, source, holder, generation, credentials, late };
    const kind = request === 'login' ? { type: request } : { type: request, reason };
    let replaced = request === 'login' ? this.stray() : undefined;
    try {
      // What comes too late, after a logout or another login, is not taken.
      if (!(await obtain(wish, plan, events, ending))) return;
      if (replaced !== undefined) returns.stray(replaced);
      replaced = undefined;
    } catch (error) {
      const outcome = error instanceof Refused ? 'refused' : 'failed';
      events.emit({ ...kind, outcome, status: (error as Refused | Failed).status });
      throw error;
    } finally {
      replaced?.clear();
    }
    const isAnybody = request === 'refresh' || Object.keys(credentials ?? {}).length > 0 || !plan.isAutomatic;
    const origin: Origin = request === 'refresh' && !isFirst ? request : isAnybody ? 'any user' : 'same user';
    // What comes after a logout is only to be given back.
    if (!life.hasEnded) await sharing.renewed(holder, origin);
    events.emit({ ...kind, outcome: 'ok', expiresIn: holder.expiresIn });
    // Empty: there has been a logout meanwhile.
    const isExpired = holder.state === 'expired';
    if (request === 'login') this.#isLoginGood = !isExpired;
    if (isExpired) throw new ExpiredOnArrival();
  }
}
