/** Whatever else has a client's tokens: other tabs, other workers, a store of the caller. @internal */
import type { TokenHolder } from '../token-holder.js';
import { copyOf, install, isNewer, nextStamp, stampOf, type Stamp } from './copy.js';
import type { Events } from './events.js';
import { browserLock, noLock } from './locks.js';
import type { Plan } from './plan.js';
import { open, seal } from './sealing.js';
import { haveTabs, Tabs } from './tabs.js';
import type { EventOf, Lock } from './types.js';
import { withTimeout } from './waiting.js';

/** @internal */
export class Sharing {
  readonly #plan: Plan;
  readonly #events: Events;
  readonly #name: string;
  readonly #lock: Lock;
  readonly #tabs: Tabs | undefined;
  /** Of the pair that is held; undefined while there is none. */
  #stamp: Stamp | undefined;
  /** How many sessions have ended. */
  #endings = 0;

  constructor(plan: Plan, events: Events, holder: () => TokenHolder | undefined, loggedOut: () => void) {
    this.#plan = plan;
    this.#events = events;
    this.#name = `tokenward ${plan.baseUrl.href} ${plan.name}`;
    // A token that the page was given is the page's own.
    const shares = plan.tabs && !plan.hasSessionToken && haveTabs();
    this.#lock = plan.lock ?? (shares ? browserLock : noLock);
    if (shares) {
      const stamp = () => (holder()?.state === 'empty' ? undefined : this.#stamp);
      this.#tabs = new Tabs(this.#name, { stamp, copy: () => copyOf(holder()!, this.#stamp!, plan.clock), loggedOut });
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
   * Takes over a newer pair, if somebody has one: of this session, or of `any` when the own is
   * over. Says whether it did.
   */
  async adopt(holder: TokenHolder, any: boolean): Promise<boolean> {
    const { generation } = holder;
    for (const [from, read] of [['tabs', () => this.#tabs?.ask(this.#stamp, any)], ['persist', () => this.#load()]] as const) {
      let copy: Uint8Array | undefined;
      try {
        copy = await read();
        const found = copy && stampOf(copy);
        if (!copy || !found || !isNewer(found, this.#stamp, any)) continue;
        // Not over what has come, or gone, in the meantime.
        if (!install(copy, found.exp, holder, generation)) return false;
        this.#stamp = { session: found.session, serial: found.serial };
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
    this.#stamp = nextStamp(this.#stamp, isNewSession);
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

  /** The session is over, by our own doing. */
  async ended(): Promise<void> {
    if (this.#stamp !== undefined) this.#tabs?.logOut(this.#stamp.session);
    this.#endings += 1;
    this.#stamp = undefined;
    const { persist } = this.#plan;
    if (persist !== undefined) await this.#attempt('remove', () => persist.remove());
  }

  /** Nothing is held any more. */
  forget(): void {
    this.#stamp = undefined;
  }

  /** Whether other tabs use the session too. */
  get isShared(): boolean {
    return this.#tabs?.areThereOthers ?? false;
  }

  close(): void {
    this.#tabs?.close();
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
