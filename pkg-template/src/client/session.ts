/** One session: its tokens, and the one flight that renews them. @internal */
import { currentMemory } from '../instance.js';
import { ready } from '../ready.js';
import { TokenHolder, type TokenState } from '../token-holder.js';
import { backoff } from '../backoff.js';
import { ClientError, type ClientErrorCode } from './errors.js';
import { Events } from './events.js';
import { isGood, obtain, Refused, Unusable, type Failed } from './obtaining.js';
import type { Plan, Source } from './plan.js';
import { Sharing } from './sharing.js';
import type { RefreshReason } from './types.js';
import { unlessAborted, withTimeout } from './waiting.js';

/**
 * Seconds that a request may need to arrive: a token with less left counts as expired (never more
 * than a tenth of its lifetime).
 */
const LEEWAY = 5;

/** Longest time without another attempt after some have failed, in seconds. */
const LONGEST_HOLD_OFF = 30;

/** @internal */
export class Session {
  readonly plan: Plan;
  readonly events = new Events();
  readonly sharing: Sharing;
  /** Aborts when the client is disposed of. */
  readonly disposed = new AbortController();
  #holder: TokenHolder | undefined;
  #opening: Promise<TokenHolder> | undefined;
  #sessionToken: string | undefined;
  #ended: 'logged_out' | 'client_disposed' | undefined;
  #flight: Promise<void> | undefined;
  /** Attempts in a row that got nothing, and until when the next one waits. */
  #failures = 0;
  #heldOff: { error: ClientError; until: number } | undefined;
  #loginRefused: ClientError | undefined;
  /** The generation whose refresh token the server has refused. */
  #dead: number | undefined;
  /** The generation whose end has been announced. */
  #announced: number | undefined;

  constructor(plan: Plan) {
    this.plan = plan;
    this.#sessionToken = plan.sessionToken;
    this.sharing = new Sharing(plan, this.events, () => this.#holder, () => this.#wiped());
    if (isLoaded()) this.#open();
  }

  get state(): TokenState {
    return this.#holder?.state ?? 'empty';
  }

  get expiresIn(): number | undefined {
    return this.#holder?.expiresIn;
  }

  /** The holder, with a good token in it. */
  async good(signal?: AbortSignal | null): Promise<TokenHolder> {
    this.#refuseEnded();
    const holder = this.#holder ?? (await unlessAborted(this.opened(), signal));
    const { state } = holder;
    if (state === 'fresh') return holder;
    if (state === 'refresh') {
      this.renewInBackground('margin');
      return holder;
    }
    await unlessAborted(this.renewed('expired'), signal);
    this.#refuseEnded();
    if (!isGood(holder)) throw new ClientError('token_unusable');
    return holder;
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
  renewed(reason: RefreshReason): Promise<void> {
    if (this.#flight !== undefined) return this.#flight;
    if (this.#heldOff !== undefined && this.#heldOff.until > Date.now()) return Promise.reject(this.#heldOff.error);
    return this.#launch(() => this.#renew(reason));
  }

  renewInBackground(reason: RefreshReason): void {
    const holder = this.#holder!;
    if (this.canRenew) this.renewed(reason).catch(() => {});
    else if (this.#announced !== holder.generation) {
      this.#announced = holder.generation;
      this.events.emit({ type: 'expiring', expiresIn: holder.expiresIn ?? 0 });
    }
  }

  /** Whether there is anything to get a new pair with, nobody at hand. */
  get canRenew(): boolean {
    return this.#canRefresh || (this.plan.isAutomatic && this.#loginRefused === undefined);
  }

  get #canRefresh(): boolean {
    const { refresh } = this.plan;
    const holder = this.#holder;
    if (refresh === undefined || holder === undefined || holder.state === 'empty' || this.#dead === holder.generation) return false;
    return typeof refresh === 'function' || holder.hasRefreshToken;
  }

  /** Logs in anew, once whatever is under way has ended. */
  async login(credentials: object | undefined, signal?: AbortSignal | null): Promise<void> {
    if (this.#ended === 'client_disposed') throw new ClientError('client_disposed');
    await unlessAborted(this.opened(), signal);
    this.#ended = undefined;
    this.#loginRefused = undefined;
    this.#heldOff = undefined;
    const before = this.#flight?.catch(() => {});
    this.#flight = undefined;
    await unlessAborted(this.#launch(async () => this.#logIn(credentials ?? {}), before), signal);
  }

  /** Ends the session for whoever comes now. What is under way may end first, so that its tokens can be given back. */
  async end(signal?: AbortSignal | null): Promise<void> {
    this.endNow();
    const flight = this.#flight?.catch(() => {});
    if (flight !== undefined) await withTimeout(this.plan.timeout, signal ?? this.disposed.signal, () => flight).catch(() => {});
  }

  endNow(): void {
    this.#ended ??= 'logged_out';
  }

  /** Wipes the tokens. */
  wipe(): void {
    this.#holder?.clear();
    this.#sessionToken = undefined;
  }

  get holder(): TokenHolder | undefined {
    return this.#holder;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  dispose(): void {
    this.#ended = 'client_disposed';
    this.disposed.abort(new ClientError('client_disposed'));
    this.wipe();
    this.sharing.forget();
    this.sharing.close();
  }

  /** Another tab has logged out. */
  #wiped(): void {
    this.#ended ??= 'logged_out';
    this.wipe();
    this.sharing.forget();
  }

  #open(): TokenHolder {
    const { clock, margin } = this.plan;
    const holder = new TokenHolder({ clock, margin, leeway: LEEWAY });
    if (this.#sessionToken !== undefined) holder.set({ access_token: this.#sessionToken });
    this.#sessionToken = undefined;
    this.#holder = holder;
    return holder;
  }

  #launch(work: () => Promise<void>, before?: Promise<void>): Promise<void> {
    const flight = this.#fly(work, before).finally(() => {
      if (this.#flight === flight) this.#flight = undefined;
    });
    flight.catch(() => {});
    this.#flight = flight;
    return flight;
  }

  async #fly(work: () => Promise<void>, before: Promise<void> | undefined): Promise<void> {
    await before;
    try {
      await this.sharing.locked(async () => {
        if (!this.disposed.signal.aborted) await work();
      });
      this.#failures = 0;
      this.#heldOff = undefined;
    } catch (error) {
      const known = error instanceof ClientError ? error : this.#failed('refresh_failed', error);
      // Without a question to the server there is nothing to spare it.
      if (known.code !== 'login_required' && known.code !== 'login_refused') {
        this.#failures += 1;
        const delay = backoff(this.#failures, this.plan.retry.base, LONGEST_HOLD_OFF);
        this.#heldOff = { error: known, until: Date.now() + delay * 1000 };
      }
      throw known;
    }
  }

  async #renew(reason: RefreshReason): Promise<void> {
    const holder = this.#holder!;
    if ((await this.sharing.adopt(holder, holder.state === 'empty')) && isGood(holder)) return;
    if (this.#canRefresh) {
      const { generation } = holder;
      try {
        await this.#obtain('refresh', this.plan.refresh!, reason);
        return;
      } catch (error) {
        if (!(error instanceof Refused)) throw this.#failed('refresh_failed', error);
        this.#dead = generation;
      }
      // Whoever has used the refresh token before us may share what it got.
      if ((await this.sharing.adopt(holder, true)) && isGood(holder)) return;
    }
    await this.#logIn();
  }

  async #logIn(credentials?: object): Promise<void> {
    const { login, isAutomatic } = this.plan;
    if (login === undefined || (credentials === undefined && !isAutomatic)) throw new ClientError('login_required');
    if (this.#loginRefused !== undefined) throw this.#loginRefused;
    try {
      await this.#obtain('login', login, 'expired', credentials);
    } catch (error) {
      if (!(error instanceof Refused)) throw this.#failed('login_failed', error);
      this.#loginRefused = new ClientError('login_refused', error.status);
      throw this.#loginRefused;
    }
  }

  async #obtain(request: 'login' | 'refresh', source: Source, reason: RefreshReason, credentials?: object): Promise<void> {
    const holder = this.#holder!;
    const { generation } = holder;
    const wish = { request, source, holder, generation, credentials };
    const kind = request === 'login' ? { type: request } : { type: request, reason };
    try {
      // What comes too late, after a logout or another login, is not taken.
      if (!(await obtain(wish, this.plan, this.events, this.disposed.signal))) return;
    } catch (error) {
      const outcome = error instanceof Refused ? 'refused' : 'failed';
      this.events.emit({ ...kind, outcome, status: (error as Refused | Failed).status });
      throw error;
    }
    await this.sharing.renewed(holder, request === 'login');
    this.events.emit({ ...kind, outcome: 'ok', expiresIn: holder.expiresIn });
    if (!isGood(holder)) throw new Unusable();
  }

  #failed(code: ClientErrorCode, error: unknown): ClientError {
    if (this.disposed.signal.aborted) return new ClientError('client_disposed');
    const { status, cause = error } = error as Failed;
    const made = new ClientError(error instanceof Unusable ? 'token_unusable' : code, status);
    made.cause = cause;
    return made;
  }

  #refuseEnded(): void {
    if (this.#ended !== undefined) throw new ClientError(this.#ended);
  }
}

function isLoaded(): boolean {
  try {
    return currentMemory() !== undefined;
  } catch {
    return false;
  }
}
