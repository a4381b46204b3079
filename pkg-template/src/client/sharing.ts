/** Whatever else has a client's tokens: other tabs, other workers, a store of the caller. @internal */
import type { TokenHolder } from '../tokens/holder.js';
import { copyOf, HEARD, install, isNewer, nextStamp, OVER, stampOf, type Origin, type SessionStamp } from './token-copy.js';
import type { Events } from './events.js';
import { browserLock, noLock } from './locks.js';
import { Persisted } from './persisting.js';
import type { CheckedOptions } from './options.js';
import { allowed } from '../lib/runtime.js';
import { haveTabs, Tabs } from './tabs.js';
import type { Grant, Lock } from './types.js';
import { withTimeout, type Stop } from './waiting.js';

/** What a session does about what other tabs do. @internal */
export interface Heeding {
  /** Another tab has logged out. */
  loggedOut(): void;
  /** Another tab has logged in: its session is that of all. */
  overtaken(): void;
}

/** @internal */
export class Sharing {
  readonly #plan: CheckedOptions;
  readonly #events: Events;
  readonly #name: string;
  readonly #lock: Lock;
  readonly #tabs: Tabs | undefined;
  readonly #persisted: Persisted | undefined;
  /** The stamp of the newest session that is known, and of its pair that is held, if any is. */
  #stamp: SessionStamp | undefined;
  /** The newest pair that another tab gives back, or has. */
  #returned: Partial<SessionStamp> | undefined;
  /** The stamp of the pair that is held, also when its session is over. */
  #held: SessionStamp | undefined;
  /** How often what was held has ended by our own doing. */
  #endings = 0;

  constructor(plan: CheckedOptions, events: Events, holder: () => TokenHolder | undefined, heeding: Heeding) {
    this.#plan = plan;
    this.#events = events;
    this.#name = nameOf(plan);
    // A token that the page was given is the page's own.
    const shares = plan.tabs && !plan.hasSessionToken && haveTabs();
    this.#lock = plan.lock ?? (shares ? browserLock : noLock);
    if (plan.persist !== undefined) this.#persisted = new Persisted(this.#name, plan, plan.persist, events);
    if (shares) {
      const pair = () => (this.isStale || holder()?.state === 'empty' ? undefined : this.#stamp);
      const copy = () => copyOf(holder()!, this.#stamp!, plan.clock);
      const heard = (stamp?: SessionStamp, returned?: Partial<SessionStamp>) => this.#heard(stamp, returned, heeding);
      this.#tabs = allowed(() => new Tabs(this.#name, { known: () => this.#stamp, pair, copy, heard }));
    }
  }

  /**
   * Runs `work` while nobody who shares the tokens runs any, or without the lock if that is not to be had within
   * `patience` seconds or one of `stops` says no; it is told which. What comes of it counts, not what the
   * lock makes of it: one that was lost amid the work, or cannot be let go of, takes no tokens away.
   *
   * @throws {Error} of the lock, if it has not begun the work
   */
  async locked<T>(patience: number, stops: Stop[], work: (isAlone: boolean) => Promise<T>): Promise<T> {
    let begun: Promise<T> | undefined;
    let failure: unknown;
    try {
      await withTimeout(
        patience,
        stops,
        (signal) =>
          new Promise<void>((resolve, reject) => {
            const begin = () => (resolve(), (begun ??= work(!signal.aborted)));
            const taken = async () => this.#lock(this.#name, begin, signal);
            taken().then(
              () => resolve(),
              (error: unknown) => reject((failure = error)),
            );
          }),
      );
    } catch {
      if (begun === undefined && failure !== undefined) throw failure;
      begun ??= work(false);
    }
    if (begun === undefined) throw new TypeError('`lock` has not run its work');
    return begun;
  }

  /**
   * Takes over a newer pair, if somebody has one. Says whether it did.
   *
   * @param only the session that it must be of, one that is known already
   */
  async adopt(holder: TokenHolder, only?: string): Promise<boolean> {
    const endings = this.#endings;
    for (const [from, read] of [
      ['tabs', () => this.#tabs?.ask(this.#stamp)],
      ['persist', () => this.#persisted?.load(only === undefined)],
    ] as const) {
      let copy: Uint8Array | undefined;
      try {
        copy = await read();
        // After a logout meanwhile nothing is taken. After another tab's login it is just what is wanted.
        if (this.#endings !== endings) return false;
        const found = copy && stampOf(copy);
        if (!copy || !found || !isNewer(found, this.#stamp) || (only ?? found.session) !== found.session) continue;
        // A store may hold what was saved for another user: whoever has tokens takes over only what continues them.
        if (from === 'persist' && (this.#stamp?.family ?? found.family) !== found.family) continue;
        const { exp, ...stamp } = found;
        install(copy, exp, holder);
        this.#stamp = this.#held = stamp;
        this.#events.emit({ type: 'adopt', from, expiresIn: holder.expiresIn });
        return true;
      } catch {
        // What others have is of no use; there is the server.
      } finally {
        copy?.fill(0);
      }
    }
    return false;
  }

  /** A new pair has come from the server. */
  async renewed(holder: TokenHolder, origin: Origin): Promise<void> {
    // Of a session that has been overtaken meanwhile.
    if (this.isStale && origin === 'refresh') return;
    const last = this.#held;
    const stamp = nextStamp(this.#stamp, origin);
    this.#stamp = this.#held = stamp;
    if (origin !== 'refresh') this.#tabs?.announce(stamp, last);
    const isOlderThan = (stored: Uint8Array) => {
      const found = stampOf(stored);
      return origin === 'refresh' && found !== undefined && isNewer(found, stamp);
    };
    await this.#persisted?.save(copyOf(holder, stamp, this.#plan.clock), isOlderThan);
  }

  /** A logout has begun: no other tab is to give this pair back. */
  ending(): void {
    if (this.#held !== undefined) this.#tabs?.announceReturn(this.#held);
  }

  /** The session that was `known` when this began is over, by our own doing; not another, of which was heard meanwhile. */
  async ended(known: string | undefined): Promise<void> {
    this.#endings += 1;
    if (this.isElsewhere && this.session !== known) return;
    if (this.#stamp !== undefined) {
      this.#stamp = { ...this.#stamp, serial: OVER };
      this.#tabs?.announce(this.#stamp, this.#held);
    }
    await this.#persisted?.remove();
  }

  /** Nothing is held any more. What is over stays so. */
  forget(): void {
    this.#endings += 1;
    this.#held = undefined;
    if (this.#stamp?.serial !== OVER) this.#stamp = undefined;
  }

  /** The newest session that is known. */
  get session(): string | undefined {
    return this.#stamp?.session;
  }

  /** Whether it is one that was only heard of. */
  get isElsewhere(): boolean {
    return this.#stamp?.serial === HEARD;
  }

  /** Whether what is held, if anything is, is of a session that is over: it was overtaken, or another tab has logged out. */
  get isStale(): boolean {
    return this.isElsewhere || this.#stamp?.serial === OVER;
  }

  /** Whether another tab gives back the very pair that is held, or has. */
  get isReturned(): boolean {
    const [held, returned] = [this.#held, this.#returned];
    return held !== undefined && held.session === returned?.session && held.serial <= (returned.serial ?? 0);
  }

  /** Whether other tabs use the session too. */
  get isShared(): boolean {
    return this.#tabs?.areThereOthers ?? false;
  }

  close(): void {
    this.#tabs?.close();
  }

  #heard(stamp: SessionStamp | undefined, returned: Partial<SessionStamp> | undefined, { loggedOut, overtaken }: Heeding): void {
    const last = this.#stamp;
    this.#returned = returned ?? this.#returned;
    if (stamp === undefined || !isNewer(stamp, last)) return;
    this.#stamp = stamp;
    if (stamp.serial !== OVER) overtaken();
    // Whoever has known of no session is not told that one has ended.
    else if (last !== undefined) loggedOut();
  }
}

/**
 * Names the channel, the lock and what is sealed by whose tokens they are: those of another API, issuer or
 * client go by another name. JSON, so that no two names are alike.
 */
function nameOf({ baseUrl, name, login, refresh, logout }: CheckedOptions): string {
  const issuers = [login, refresh, logout].map(
    (source) => (typeof source === 'function' ? (source as Grant).issuer : source?.url.href) ?? null,
  );
  return `tokenward ${JSON.stringify([baseUrl.href, name, ...issuers])}`;
}
