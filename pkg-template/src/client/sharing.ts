/** Whatever else has a client's tokens: other tabs, other workers, a store of the caller. @internal */
import type { TokenHolder } from '../tokens/holder.js';
import { copyOf, HEARD, install, isNewer, nextStamp, OVER, stampOf, type Stamp } from './token-copy.js';
import type { Events } from './events.js';
import { browserLock, noLock } from './locks.js';
import type { Plan } from './options.js';
import { open, seal } from './sealing.js';
import { haveTabs, Tabs } from './tabs.js';
import type { EventOf, Lock } from './types.js';
import { withTimeout } from './waiting.js';

/** What a session does about what other tabs do. @internal */
export interface Heeding {
  /** Another tab has logged out. */
  loggedOut(): void;
  /** Another tab has logged in: its session is that of all. */
  overtaken(): void;
}

/** @internal */
export class Sharing {
  readonly #plan: Plan;
  readonly #events: Events;
  readonly #name: string;
  readonly #lock: Lock;
  readonly #tabs: Tabs | undefined;
  /** The stamp of the newest session that is known, and of its pair that is held, if any is. */
  #stamp: Stamp | undefined;
  /** How often what was held has ended by our own doing. */
  #endings = 0;

  constructor(plan: Plan, events: Events, holder: () => TokenHolder | undefined, heeding: Heeding) {
    this.#plan = plan;
    this.#events = events;
    this.#name = `tokenward ${plan.baseUrl.href} ${plan.name}`;
    // A token that the page was given is the page's own.
    const shares = plan.tabs && !plan.hasSessionToken && haveTabs();
    this.#lock = plan.lock ?? (shares ? browserLock : noLock);
    if (shares) {
      const pair = () => (this.isStale || holder()?.state === 'empty' ? undefined : this.#stamp);
      const copy = () => copyOf(holder()!, this.#stamp!, plan.clock);
      const heard = (stamp: Stamp) => this.#heard(stamp, heeding);
      this.#tabs = new Tabs(this.#name, { known: () => this.#stamp, pair, copy, heard });
    }
  }

  /**
   * Runs `work` while nobody who shares the tokens runs any. What comes of it counts, not what the
   * lock makes of it: one that was lost amid the work, or cannot be let go of, takes no tokens away.
   *
   * @throws {Error} of the lock, if it has not begun the work
   */
  async locked(work: () => Promise<void>): Promise<void> {
    let begun: Promise<void> | undefined;
    try {
      await this.#lock(this.#name, () => (begun ??= work()));
    } catch (error) {
      if (begun === undefined) throw error;
    }
    if (begun === undefined) throw new TypeError('`lock` has not run its work');
    return begun;
  }

  /**
   * Takes over a newer pair, if somebody has one. Says whether it did.
   */
  async adopt(holder: TokenHolder): Promise<boolean> {
    const endings = this.#endings;
    for (const [from, read] of [['tabs', () => this.#tabs?.ask(this.#stamp)], ['persist', () => this.#load()]] as const) {
      let copy: Uint8Array | undefined;
      try {
        copy = await read();
        // After a logout meanwhile nothing is taken. After another tab's login it is just what is wanted.
        if (this.#endings !== endings) return false;
        const found = copy && stampOf(copy);
        if (!copy || !found || !isNewer(found, this.#stamp)) continue;
        install(copy, found.exp, holder);
        const { session, began, serial } = found;
        this.#stamp = { session, began, serial };
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
  async renewed(holder: TokenHolder, isNewSession: boolean): Promise<void> {
    // Of a session that has been overtaken meanwhile.
    if (this.isStale && !isNewSession) return;
    this.#stamp = nextStamp(this.#stamp, isNewSession);
    if (isNewSession) this.#tabs?.announce(this.#stamp);
    const { persist } = this.#plan;
    if (persist === undefined) return;
    const endings = this.#endings;
    await this.#attempt('save', async () => {
      const copy = copyOf(holder, this.#stamp!, this.#plan.clock);
      await persist.save(await seal(await this.#key(), copy, this.#name));
      // A logout that could not wait has removed what was there before.
      if (this.#endings !== endings) await persist.remove();
    });
  }

  /** The session that was `known` when this began is over, by our own doing; not another, of which was heard meanwhile. */
  async ended(known: string | undefined): Promise<void> {
    this.#endings += 1;
    if (this.isElsewhere && this.session !== known) return;
    if (this.#stamp !== undefined) {
      this.#stamp = { ...this.#stamp, serial: OVER };
      this.#tabs?.announce(this.#stamp);
    }
    const { persist } = this.#plan;
    if (persist !== undefined) await this.#attempt('remove', () => persist.remove());
  }

  /** Nothing is held any more. What is over stays so. */
  forget(): void {
    this.#endings += 1;
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

  /** Whether other tabs use the session too. */
  get isShared(): boolean {
    return this.#tabs?.areThereOthers ?? false;
  }

  close(): void {
    this.#tabs?.close();
  }

  #heard(stamp: Stamp, { loggedOut, overtaken }: Heeding): void {
    const last = this.#stamp;
    if (!isNewer(stamp, last)) return;
    this.#stamp = stamp;
    if (stamp.serial !== OVER) overtaken();
    // Whoever has known of no session is not told that one has ended.
    else if (last !== undefined) loggedOut();
  }

  async #load(): Promise<Uint8Array | undefined> {
    const { persist } = this.#plan;
    if (persist === undefined) return undefined;
    return this.#attempt('load', async () => {
      const sealed = await persist.load();
      return sealed ? open(await this.#key(), sealed, this.#name) : undefined;
    });
  }

  async #key(): Promise<CryptoKey> {
    const { key } = this.#plan.persist!;
    return typeof key === 'function' ? await key() : key;
  }

  /** What a store cannot do, or not in time, stops nothing. It is told also when the client is disposed of. */
  async #attempt<T>(action: EventOf<'persist'>['action'], work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await withTimeout(this.#plan.timeout, [], work);
    } catch {
      this.#events.emit({ type: 'persist', outcome: 'failed', action });
      return undefined;
    }
  }
}
