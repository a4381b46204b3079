/** Tokens in a store of the caller, sealed. @internal */
import type { Events } from './events.js';
import type { CheckedOptions } from './options.js';
import { open, seal } from './sealing.js';
import type { EventOf, PersistOptions } from './types.js';
import { withTimeout } from './waiting.js';

/** @internal */
export class Persisted {
  readonly #store: PersistOptions;
  readonly #timeout: number;
  readonly #events: Events;
  /** Sealed along, so that nothing opens that was saved for other tokens or for a login as somebody else. */
  readonly #context: () => string;
  /** What is to be in the store: sealed bytes, or nothing. */
  #wanted: Uint8Array | undefined;
  #changes = 0;

  constructor(name: string, { timeout, login }: CheckedOptions, store: PersistOptions, events: Events) {
    this.#store = store;
    this.#timeout = timeout;
    this.#events = events;
    const who = typeof login === 'object' && typeof login.body !== 'function' ? [login.body, login.headers] : null;
    this.#context = () => JSON.stringify([name, who]);
  }

  /**
   * What was saved last, opened. Wipe it after use.
   *
   * @param isNeeded whether listeners are told if it fails
   */
  async load(isNeeded: boolean): Promise<Uint8Array | undefined> {
    return this.#attempt(isNeeded ? 'load' : undefined, () => this.#opened());
  }

  /**
   * Seals and saves a copy, and wipes it.
   *
   * @param isOlderThan whether what is in the store by now replaces it
   */
  async save(copy: Uint8Array, isOlderThan: (stored: Uint8Array) => boolean): Promise<void> {
    const changes = (this.#changes += 1);
    await this.#attempt('save', async () => {
      const key = await this.#key();
      const stored = await this.#opened().catch(() => undefined);
      const isOlder = stored !== undefined && isOlderThan(stored);
      stored?.fill(0);
      const sealed = await seal(key, copy, this.#context());
      if (isOlder || this.#changes !== changes) return;
      this.#wanted = sealed;
      await this.#write();
    }).finally(() => copy.fill(0));
  }

  async remove(): Promise<void> {
    this.#changes += 1;
    this.#wanted = undefined;
    await this.#attempt('remove', () => this.#write());
  }

  /** Again if something else was wanted meanwhile: a store may be slow, and end with what it was given first. */
  async #write(): Promise<void> {
    let wanted: Uint8Array | undefined;
    do {
      wanted = this.#wanted;
      await (wanted === undefined ? this.#store.remove() : this.#store.save(wanted));
    } while (this.#wanted !== wanted);
  }

  async #opened(): Promise<Uint8Array | undefined> {
    const sealed = await this.#store.load();
    return sealed ? open(await this.#key(), sealed, this.#context()) : undefined;
  }

  async #key(): Promise<CryptoKey> {
    const { key } = this.#store;
    return typeof key === 'function' ? await key() : key;
  }

  /** What a store cannot do, or not in time, stops nothing. It is told also when the client is disposed of. */
  async #attempt<T>(action: EventOf<'persist'>['action'] | undefined, work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await withTimeout(this.#timeout, [], work);
    } catch {
      if (action !== undefined) this.#events.emit({ type: 'persist', outcome: 'failed', action });
      return undefined;
    }
  }
}
