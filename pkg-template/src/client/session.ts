/** One session: its tokens, and the one flight that renews them. @internal */
import { APART, SharedWork } from '../lib/shared-work.js';
import { currentMemory } from '../bridge/instance.js';
import { ready } from '../bridge/ready.js';
import { TokenHolder, type TokenState } from '../tokens/holder.js';
import { backoff } from '../http/backoff.js';
import { ClientError, type ClientErrorCode } from './errors.js';
import { Events } from './events.js';
import { authorizationOf, ExpiredOnArrival, Failed, isGood, obtain, Refused, Unusable } from './token-request.js';
import type { CheckedOptions, Source } from './options.js';
import { twinOf, type Origin } from './token-copy.js';
import { Returns } from './returns.js';
import { Sharing } from './sharing.js';
import { ConnectionQueue } from './connection-queue.js';
import type { RefreshReason } from './types.js';
import { Ending, unlessStopped, withTimeout } from './waiting.js';

/**
 * Seconds that a request may need to arrive: a token with less left counts as expired (never more
 * than a quarter of its lifetime).
 */
const LEEWAY = 5;

/** Longest time without another attempt after some have failed, in seconds. */
const LONGEST_HOLD_OFF = 30;

/** Most seconds that a server's `Retry-After` is heeded. */
const LONGEST_RETRY_AFTER = 3600;

/** Errors that cost the server nothing. */
const UNASKED: ClientErrorCode[] = ['login_required', 'login_refused', 'session_expired', 'logged_out', 'client_disposed'];

/** @internal */
export class Session {
  readonly plan: CheckedOptions;
  readonly events = new Events();
  readonly sharing: Sharing;
  readonly returns: Returns;
  readonly turns = new ConnectionQueue(() => this.expiresIn);
  /** When the client is disposed of. */
  readonly ending = new Ending();
  #holder: TokenHolder | undefined;
  #opening: Promise<TokenHolder> | undefined;
  #ended: 'logged_out' | 'client_disposed' | undefined;
  /** Whether a logout is under way: it still needs the tokens. */
  #isLeaving = false;
  /** Calls of `login` that are under way: what they get replaces the tokens. */
  #asked = 0;
  #hasDropped = false;
  #work: SharedWork | undefined;
  /** How often the server was asked for a login. */
  #logins = 0;
  /** Attempts in a row that got nothing, and until when the next one waits. */
  #failures = 0;
  // By a clock that nobody sets back: a day more would be a day without an attempt.
  #heldOff: { error: ClientError; until: number } | undefined;
  #loginRefused: ClientError | undefined;
  /** Whether tokens of a login are good on arrival. If not, the clocks disagree, and no other login helps. */
  #isLoginGood = true;
  /** The generation whose refresh token the server has refused. */
  #dead: number | undefined;
  /** The generation whose end has been announced. */
  #announced: number | undefined;

  constructor(plan: CheckedOptions) {
    this.plan = plan;
    this.returns = new Returns(plan, this.events);
    this.sharing = new Sharing(plan, this.events, () => this.#holder, {
      loggedOut: () => this.#wiped(),
      overtaken: () => this.#overtaken(),
    });
    if (isLoaded()) this.#open();
  }

  get state(): TokenState {
    return this.#holder?.state ?? 'empty';
  }

  get expiresIn(): number | undefined {
    return this.#holder?.expiresIn;
  }

  /** A good token, and which one it is. */
  async good(signal?: AbortSignal | null): Promise<{ authorization: string; generation: number }> {
    this.#refuseEnded();
    // Whoever has given up already begins nothing.
    if (signal?.aborted) throw signal.reason;
    const holder = this.#holder ?? (await unlessStopped(this.opened(), signal, this.ending));
    if (holder.state === 'refresh') await this.renewAhead('margin');
    let authorization = this.#authorizationOf(holder);
    for (let tries = 0; authorization === undefined && tries < 2; tries += 1) {
      try {
        await unlessStopped(this.renewed('expired'), signal, this.ending);
      } catch (error) {
        // After a logout it does not matter what else went wrong.
        if (error instanceof ClientError) this.#refuseEnded();
        throw error;
      }
      this.#refuseEnded();
      authorization = this.#authorizationOf(holder);
      // Again if it has come to nothing: another tab's login has overtaken it.
      if (holder.state !== 'empty') break;
    }
    this.#refuseEnded();
    if (authorization === undefined) throw new ClientError('token_unusable');
    return { authorization, generation: holder.generation };
  }

  #authorizationOf(holder: TokenHolder): string | undefined {
    return this.sharing.isStale ? undefined : authorizationOf(holder);
  }

  /** The holder, as soon as the module is there. */
  opened(): Promise<TokenHolder> {
    this.#opening ??= ready()
      .then(() => this.#holder ?? this.#open())
      .catch((error: unknown) => {
        this.#opening = undefined;
        throw error;
      });
    return this.#opening;
  }

  /** A new pair, by the flight under way or a new one. */
  async renewed(reason: RefreshReason): Promise<void> {
    const other = this.#underway;
    if (other !== undefined) {
      // If it is lost, with the request of a worker that has begun it, the next one is ours.
      if (!(await this.#landed(other))) return this.renewed(reason);
      if (other.error !== undefined) throw other.error;
      return;
    }
    if (this.#heldOff !== undefined && this.#heldOff.until > performance.now()) throw this.#heldOff.error;
    // Two refreshes at once end a session that replaces refresh tokens; two logins do not.
    const { timeout } = this.plan;
    await this.#fly(() => this.#renew(reason), this.#canRefresh ? timeout : timeout / 2);
  }

  /** Refreshes while there is a token that will do: nobody waits, and nobody is told of an error. */
  async renewAhead(reason: RefreshReason): Promise<void> {
    const holder = this.#holder!;
    if (!this.canRenew) return this.#announce(holder);
    if (this.#underway !== undefined) return;
    const renewed = this.renewed(reason).catch(() => {});
    // What a worker's request has begun ends with it, unless somebody sees to it.
    if (APART && this.plan.waitUntil === undefined) await renewed;
  }

  #announce(holder: TokenHolder): void {
    if (this.#announced === holder.generation) return;
    this.#announced = holder.generation;
    this.events.emit({ type: 'expiring', expiresIn: holder.expiresIn ?? 0 });
  }

  /** Whether there is anything to get a new pair with, nobody at hand. */
  get canRenew(): boolean {
    return this.#canRefresh || (this.plan.isAutomatic && this.#loginRefused === undefined);
  }

  get #canRefresh(): boolean {
    const { refresh } = this.plan;
    const holder = this.#holder;
    if (
      refresh === undefined ||
      holder === undefined ||
      this.sharing.isStale ||
      holder.state === 'empty' ||
      this.#dead === holder.generation
    )
      return false;
    return typeof refresh === 'function' || holder.hasRefreshToken;
  }

  /** Logs in anew, once whatever is under way has ended. */
  async login(credentials: object | undefined, signal?: AbortSignal | null): Promise<void> {
    this.#asked += 1;
    try {
      await this.#login(credentials, signal);
    } finally {
      this.#asked -= 1;
      this.#dropStale();
    }
  }

  async #login(credentials: object | undefined, signal?: AbortSignal | null): Promise<void> {
    if (this.#ended === 'client_disposed') throw new ClientError('client_disposed');
    if (signal?.aborted) throw signal.reason;
    // Before anything is waited for: a logout that is called after this has the last word.
    this.#ended = undefined;
    this.#loginRefused = undefined;
    this.#heldOff = undefined;
    // At once if it can be: whoever comes next in the same turn waits for this login.
    if (this.#holder === undefined) await unlessStopped(this.opened(), signal, this.ending);
    for (let other = this.#underway; other !== undefined; other = this.#underway) {
      const logins = this.#logins;
      const landed = await unlessStopped(this.#landed(other), signal, this.ending);
      this.#refuseEnded();
      // A login with nobody's credentials in particular is as good as the one asked for.
      if (landed && credentials === undefined && this.#logins !== logins) {
        if (other.error !== undefined) throw other.error;
        return;
      }
    }
    await unlessStopped(
      this.#fly(() => this.#logInAnew(credentials ?? {})),
      signal,
      this.ending,
    );
    this.#refuseEnded();
  }

  /**
   * Ends the session for whoever comes now. What is under way may end first, so that its tokens can
   * be given back; says whether it has.
   */
  async end(signal?: AbortSignal | null): Promise<boolean> {
    this.endNow();
    this.#isLeaving = true;
    const other = this.#underway;
    if (other === undefined) return true;
    return withTimeout(this.plan.timeout, [signal, this.ending], () => this.#landed(other)).catch(() => false);
  }

  /** The logout is over. It has not ended a session that another tab has begun meanwhile. */
  left(): void {
    this.#isLeaving = false;
    if (this.sharing.isElsewhere) this.#goOn();
  }

  endNow(): void {
    this.#ended ??= 'logged_out';
  }

  /** The client is about to be disposed of, whatever else it was. */
  refuseAll(): void {
    this.#ended = 'client_disposed';
  }

  /** Wipes the tokens. */
  wipe(): void {
    this.#holder?.clear();
    this.plan.sessionToken = undefined;
  }

  get holder(): TokenHolder | undefined {
    return this.#holder;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Whether it has ended, and nothing is left of it or still to come. */
  get isOver(): boolean {
    return this.hasEnded && this.state === 'empty' && this.#underway === undefined;
  }

  /** Whether tokens were wiped, or were still to come, that nobody has given back. */
  get hasDropped(): boolean {
    return this.#hasDropped;
  }

  dispose(): void {
    this.refuseAll();
    this.#hasDropped = this.state !== 'empty' || this.#underway !== undefined;
    this.ending.end(new ClientError('client_disposed'));
    this.wipe();
    this.sharing.forget();
    this.sharing.close();
  }

  /** Another tab has logged out. */
  #wiped(): void {
    if (this.hasEnded) return;
    // A login that is under way begins another session.
    if (this.#asked === 0) this.endNow();
    this.#dropStale();
    this.events.emit({ type: 'logout', outcome: 'ok', from: 'tabs' });
  }

  /** Another tab has logged in: the next call takes its tokens over. */
  #overtaken(): void {
    this.#heldOff = undefined;
    if (!this.#isLeaving) this.#goOn();
    this.#dropStale();
  }

  #goOn(): void {
    if (this.#ended === 'logged_out') this.#ended = undefined;
  }

  /** Wipes the tokens of a session that is over, unless a login here is to replace them, or a logout to give them back. */
  #dropStale(): void {
    if (this.#asked > 0 || this.#isLeaving || !this.sharing.isStale) return;
    const stray = this.#stray();
    this.wipe();
    if (stray !== undefined) this.returns.stray(stray);
  }

  /** What is held, in a holder of its own, if it is of use to anybody and nobody else gives it back. */
  #stray(): TokenHolder | undefined {
    const holder = this.#holder;
    const isLive = holder?.hasRefreshToken === true && this.#dead !== holder.generation && !this.sharing.isReturned;
    return isLive && this.plan.logout !== undefined ? twinOf(holder, this.plan.clock) : undefined;
  }

  #open(): TokenHolder {
    const { clock, margin, sessionToken } = this.plan;
    const holder = new TokenHolder({ clock, margin, leeway: LEEWAY });
    if (sessionToken !== undefined) setSessionToken(holder, sessionToken);
    this.plan.sessionToken = undefined;
    this.#holder = holder;
    return holder;
  }

  /** The flight that there is something to wait for. */
  get #underway(): SharedWork | undefined {
    return this.#work?.isFinished === false ? this.#work : undefined;
  }

  /** Waits for a flight of somebody else; false if it never lands. */
  async #landed(other: SharedWork): Promise<boolean> {
    const landed = await other.wait();
    if (!landed && this.#work === other) this.#work = undefined;
    return landed;
  }

  /** @param patience seconds to wait for the lock; without it there is none */
  async #fly(work: () => Promise<void>, patience?: number): Promise<void> {
    const { timeout, retry, waitUntil } = this.plan;
    const longest = 1000 * (retry.attempts * (timeout + retry.cap) * 2 + (patience ?? 0));
    const flight = new SharedWork(0, longest, () => this.#tried(work, patience), waitUntil);
    this.#work = flight;
    await flight.done;
    if (flight.error !== undefined) throw flight.error;
  }

  async #tried(work: () => Promise<void>, patience?: number): Promise<() => Promise<void>> {
    const begin = async () => {
      // The lock may have been long in coming.
      this.#refuseEnded();
      await work();
    };
    try {
      await (patience === undefined ? begin() : this.sharing.locked(patience, [this.ending], begin));
      this.#failures = 0;
      this.#heldOff = undefined;
      return () => this.returns.settled();
    } catch (error) {
      const known = error instanceof ClientError ? error : this.#failed('refresh_failed', error);
      // Otherwise there is nothing to spare the server.
      if (!UNASKED.includes(known.code)) {
        this.#failures += 1;
        const delay = Math.max(backoff(this.#failures, this.plan.retry.base, LONGEST_HOLD_OFF), known.retryAfter ?? 0);
        this.#heldOff = { error: known, until: performance.now() + delay * 1000 };
      }
      throw known;
    }
  }

  async #renew(reason: RefreshReason): Promise<void> {
    const holder = this.#holder!;
    if ((await this.sharing.adopt(holder)) && isGood(holder)) return;
    if (this.#canRefresh) {
      const { generation } = holder;
      try {
        await this.#obtain('refresh', this.plan.refresh!, reason);
        return;
      } catch (error) {
        // Wiped: another session has begun meanwhile, or a logout.
        if (holder.state === 'empty') return;
        // A session that is about to end renews its tokens up to there, and no further.
        const isOver = error instanceof ExpiredOnArrival && this.plan.isAutomatic && this.#isLoginGood;
        if (!isOver && !(error instanceof Refused)) throw this.#failed('refresh_failed', error);
        if (!isOver) this.#dead = generation;
      }
      this.#refuseEnded();
      // Whoever has used the refresh token before us may share what it got.
      if ((await this.sharing.adopt(holder)) && isGood(holder)) return;
    }
    // A session that was ended meanwhile is not begun anew.
    this.#refuseEnded();
    await this.#logIn();
  }

  /** At once, for a login of another tab gives way. What is there already is replaced too, and given back. */
  async #logInAnew(credentials: object): Promise<void> {
    if (this.plan.login !== undefined && this.state === 'empty') await this.sharing.adopt(this.#holder!);
    this.#refuseEnded();
    await this.#logIn(credentials);
  }

  async #logIn(credentials?: object): Promise<void> {
    const { login, isAutomatic } = this.plan;
    if (login === undefined && this.state !== 'empty') throw new ClientError('session_expired');
    if (login === undefined || (credentials === undefined && !isAutomatic)) throw new ClientError('login_required');
    if (this.#loginRefused !== undefined) throw this.#loginRefused;
    try {
      await this.#obtain('login', login, 'expired', credentials);
    } catch (error) {
      if (!(error instanceof Refused)) throw this.#failed('login_failed', error);
      this.#loginRefused = new ClientError('login_refused', { status: error.status });
      throw this.#loginRefused;
    } finally {
      this.#logins += 1;
    }
  }

  async #obtain(request: 'login' | 'refresh', source: Source, reason: RefreshReason, credentials?: object): Promise<void> {
    const holder = this.#holder!;
    const { generation } = holder;
    const late = (pair: TokenHolder) => (this.ending.reason === undefined ? this.returns.stray(pair) : pair.clear());
    const wish = { request, source, holder, generation, credentials, late };
    const kind = request === 'login' ? { type: request } : { type: request, reason };
    let replaced = request === 'login' ? this.#stray() : undefined;
    try {
      // What comes too late, after a logout or another login, is not taken.
      if (!(await obtain(wish, this.plan, this.events, this.ending))) return;
      if (replaced !== undefined) this.returns.stray(replaced);
      replaced = undefined;
    } catch (error) {
      const outcome = error instanceof Refused ? 'refused' : 'failed';
      this.events.emit({ ...kind, outcome, status: (error as Refused | Failed).status });
      throw error;
    } finally {
      replaced?.clear();
    }
    const isAnybody = Object.keys(credentials ?? {}).length > 0 || !this.plan.isAutomatic;
    const origin: Origin = request === 'refresh' ? request : isAnybody ? 'any user' : 'same user';
    // What comes after a logout is only to be given back.
    if (!this.hasEnded) await this.sharing.renewed(holder, origin);
    this.events.emit({ ...kind, outcome: 'ok', expiresIn: holder.expiresIn });
    // Empty: there has been a logout meanwhile.
    const isExpired = holder.state === 'expired';
    if (request === 'login') this.#isLoginGood = !isExpired;
    if (isExpired) throw new ExpiredOnArrival();
  }

  #failed(code: ClientErrorCode, error: unknown): ClientError {
    if (this.ending.reason !== undefined) return new ClientError('client_disposed');
    const isAnswer = error instanceof Failed || error instanceof Unusable;
    const { status, retryAfter = 0 } = error as Failed;
    return new ClientError(error instanceof Unusable ? 'token_unusable' : code, {
      status: isAnswer ? status : undefined,
      retryAfter: retryAfter > 0 ? Math.min(retryAfter, LONGEST_RETRY_AFTER) : undefined,
      cause: isAnswer ? error.cause : error,
    });
  }

  #refuseEnded(): void {
    if (this.#ended !== undefined) throw new ClientError(this.#ended);
  }
}

function setSessionToken(holder: TokenHolder, token: string): void {
  try {
    holder.set({ access_token: token });
  } catch {
    throw new TypeError('`sessionToken` must be a JWT that has `exp`');
  }
}

function isLoaded(): boolean {
  try {
    return currentMemory() !== undefined;
  } catch {
    return false;
  }
}
