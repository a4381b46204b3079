/** One session: its tokens, how they are renewed, and how it ends. @internal */
import { APART } from '../lib/shared-work.js';
import type { TokenHolder, TokenState } from '../tokens/holder.js';
import { Attempts } from './attempts.js';
import { ConnectionQueue } from './connection-queue.js';
import { ClientError } from './errors.js';
import { Events } from './events.js';
import { HeldTokens } from './held-tokens.js';
import { Lifecycle } from './lifecycle.js';
import type { CheckedOptions } from './options.js';
import { Renewal } from './renewal.js';
import { Returns } from './returns.js';
import { Sharing } from './sharing.js';
import { authorizationOf } from './token-request.js';
import type { RefreshReason } from './types.js';
import { Ending, unlessStopped, withTimeout } from './waiting.js';

/** @internal */
export class Session {
  readonly plan: CheckedOptions;
  readonly events = new Events();
  readonly sharing: Sharing;
  readonly returns: Returns;
  readonly turns = new ConnectionQueue(() => this.expiresIn);
  /** When the client is disposed of. */
  readonly ending = new Ending();
  readonly life = new Lifecycle();
  readonly held: HeldTokens;
  readonly #renewal: Renewal;
  readonly #attempts: Attempts;
  /** Whether tokens were wiped, or were still to come, that nobody has given back. */
  hasDropped = false;
  /** The generation whose end has been announced. */
  #announced: number | undefined;

  constructor(plan: CheckedOptions) {
    this.plan = plan;
    this.held = new HeldTokens(plan);
    this.returns = new Returns(plan, this.events);
    this.sharing = new Sharing(plan, this.events, () => this.held.holder, {
      loggedOut: () => this.#loggedOut(),
      overtaken: () => this.#overtaken(),
    });
    this.#renewal = new Renewal(this);
    this.#attempts = new Attempts(plan);
  }

  get state(): TokenState {
    return this.held.state;
  }

  get expiresIn(): number | undefined {
    return this.held.holder?.expiresIn;
  }

  /** A good token, and which one it is. */
  async good(signal?: AbortSignal | null): Promise<{ authorization: string; generation: number }> {
    this.life.refuseEnded();
    // Whoever has given up already begins nothing.
    if (signal?.aborted) throw signal.reason;
    const holder = this.held.holder ?? (await unlessStopped(this.opened(), signal, this.ending));
    if (holder.state === 'refresh') await this.renewAhead('margin');
    let authorization = this.#authorizationOf(holder);
    for (let tries = 0; authorization === undefined && tries < 2; tries += 1) {
      try {
        await unlessStopped(this.renewed('expired'), signal, this.ending);
      } catch (error) {
        // After a logout it does not matter what else went wrong.
        if (error instanceof ClientError) this.life.refuseEnded();
        throw error;
      }
      this.life.refuseEnded();
      authorization = this.#authorizationOf(holder);
      // Again if it has come to nothing: another tab's login has overtaken it.
      if (holder.state !== 'empty') break;
    }
    this.life.refuseEnded();
    if (authorization === undefined) throw new ClientError('token_unusable');
    return { authorization, generation: holder.generation };
  }

  #authorizationOf(holder: TokenHolder): string | undefined {
    return this.sharing.isStale ? undefined : authorizationOf(holder);
  }

  /** The holder, as soon as the module is there. */
  opened(): Promise<TokenHolder> {
    return this.held.opened();
  }

  /** A new pair, by the attempt under way or a new one. */
  async renewed(reason: RefreshReason): Promise<void> {
    const other = this.#attempts.underway;
    if (other !== undefined) {
      // If it is lost, with the request of a worker that has begun it, the next one is ours.
      if (!(await this.#attempts.waitFor(other))) return this.renewed(reason);
      if (other.error !== undefined) throw other.error;
      return;
    }
    this.#attempts.refuseHeldOff();
    // Two refreshes at once end a session that replaces refresh tokens; two logins do not.
    const { timeout } = this.plan;
    await this.#attempt(() => this.#renewal.renew(reason), this.#renewal.canRefresh ? timeout : timeout / 2);
  }

  /** Refreshes while there is a token that will do: nobody waits, and nobody is told of an error. */
  async renewAhead(reason: RefreshReason): Promise<void> {
    const holder = this.held.holder!;
    if (!this.canRenew) return this.#announce(holder);
    if (this.#attempts.underway !== undefined) return;
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
    return this.#renewal.isPossible;
  }

  /** Logs in anew, once whatever is under way has ended. */
  async login(credentials: object | undefined, signal?: AbortSignal | null): Promise<void> {
    await this.life.loggingIn(() => this.#login(credentials, signal)).finally(() => this.#dropStale());
  }

  async #login(credentials: object | undefined, signal?: AbortSignal | null): Promise<void> {
    if (this.life.isDisposed) this.life.refuseEnded();
    if (signal?.aborted) throw signal.reason;
    // Before anything is waited for: a logout that is called after this has the last word.
    this.life.begin();
    this.#renewal.forgetRefusal();
    this.#attempts.release();
    // At once if it can be: whoever comes next in the same turn waits for this login.
    if (this.held.holder === undefined) await unlessStopped(this.opened(), signal, this.ending);
    for (let other = this.#attempts.underway; other !== undefined; other = this.#attempts.underway) {
      const { logins } = this.#renewal;
      const hasEnded = await unlessStopped(this.#attempts.waitFor(other), signal, this.ending);
      this.life.refuseEnded();
      // A login with nobody's credentials in particular is as good as the one asked for.
      if (hasEnded && credentials === undefined && this.#renewal.logins !== logins) {
        if (other.error !== undefined) throw other.error;
        return;
      }
    }
    await unlessStopped(
      this.#attempt(() => this.#renewal.logInAnew(credentials ?? {})),
      signal,
      this.ending,
    );
    this.life.refuseEnded();
  }

  /**
   * Ends the session for whoever comes now. What is under way may end first, so that its tokens can
   * be given back; says whether it has.
   */
  async end(signal?: AbortSignal | null): Promise<boolean> {
    this.life.end();
    this.life.isLeaving = true;
    const other = this.#attempts.underway;
    if (other === undefined) return true;
    return withTimeout(this.plan.timeout, [signal, this.ending], () => this.#attempts.waitFor(other)).catch(() => false);
  }

  /** The logout is over. It has not ended a session that another tab has begun meanwhile. */
  left(): void {
    this.life.isLeaving = false;
    if (this.sharing.isElsewhere) this.life.goOn();
  }

  /** Whether it has ended, and nothing is left of it or still to come. */
  get isOver(): boolean {
    return this.life.hasEnded && this.state === 'empty' && this.#attempts.underway === undefined;
  }

  dispose(): void {
    this.life.dispose();
    this.hasDropped = this.state !== 'empty' || this.#attempts.underway !== undefined;
    this.ending.end(new ClientError('client_disposed'));
    this.held.wipe();
    this.sharing.forget();
    this.sharing.close();
  }

  /** Another tab has logged out. */
  #loggedOut(): void {
    if (this.life.hasEnded) return;
    // A login that is under way begins another session.
    if (!this.life.isLoggingIn) this.life.end();
    this.#dropStale();
    this.events.emit({ type: 'logout', outcome: 'ok', from: 'tabs' });
  }

  /** Another tab has logged in: the next call takes its tokens over. */
  #overtaken(): void {
    this.#attempts.release();
    if (!this.life.isLeaving) this.life.goOn();
    this.#dropStale();
  }

  /** Wipes the tokens of a session that is over, unless a login here is to replace them, or a logout to give them back. */
  #dropStale(): void {
    if (this.life.isLoggingIn || this.life.isLeaving || !this.sharing.isStale) return;
    const stray = this.#renewal.stray();
    this.held.wipe();
    if (stray !== undefined) this.returns.stray(stray);
  }

  /** @param patience seconds to wait for the lock; without it there is none */
  #attempt(work: () => Promise<void>, patience?: number): Promise<void> {
    const begin = async () => {
      // The lock may have been long in coming.
      this.life.refuseEnded();
      await work();
    };
    return this.#attempts.run(
      async () => void (await (patience === undefined ? begin() : this.sharing.locked(patience, [this.ending], begin))),
      patience ?? 0,
      () => this.returns.settled(),
      (error) => this.#renewal.failed('refresh_failed', error),
    );
  }
}
