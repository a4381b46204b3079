/** Telling listeners. @internal */
import { isThenable } from '../lib/promises.js';
import type { ClientEvent, EventOf } from './types.js';

/** @internal */
export class Events {
  readonly #listeners = new Map<string, Set<(event: never) => void>>();

  on<Type extends ClientEvent['type']>(type: Type, listener: (event: EventOf<Type>) => void): () => void {
    if (typeof listener !== 'function') throw new TypeError('client.on: the listener must be a function');
    if (!TYPES.has(type)) throw new TypeError(`client.on: there is no such event; there are ${[...TYPES].join(', ')}`);
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    // Wrapped, so that one function can be there twice.
    const entry = (event: never) => listener(event);
    listeners.add(entry);
    return () => void listeners.delete(entry);
  }

  /** A listener that fails, at once or later, is its own business. */
  emit(event: ClientEvent): void {
    Object.freeze(event);
    for (const listener of [...(this.#listeners.get(event.type) ?? [])]) {
      try {
        const result: unknown = listener(event as never);
        if (isThenable(result)) result.then(undefined, () => {});
      } catch {
        // Nobody to tell.
      }
    }
  }
}

const TYPES = new Set<string>(['login', 'refresh', 'adopt', 'logout', 'retry', 'expiring', 'persist'] satisfies ClientEvent['type'][]);
