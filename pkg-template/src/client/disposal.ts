/** That a client has been disposed of, for whatever it has under way. @internal */

type Listener = () => void;

/** As much of an `AbortSignal` as waiting needs. @internal */
export interface Ending {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: Listener, options?: { once: boolean }): void;
  removeEventListener(type: 'abort', listener: Listener): void;
}

/**
 * An `AbortController` of our own. In workerd a real one cannot be made outside of a request, where
 * workers make their clients, and belongs to the request that made it, which the client outlives.
 * @internal
 */
export class Disposal implements Ending {
  reason: unknown;
  aborted = false;
  readonly #listeners = new Set<Listener>();

  addEventListener(_: 'abort', listener: Listener): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_: 'abort', listener: Listener): void {
    this.#listeners.delete(listener);
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch {
        // What another request has under way is that one's to end.
      }
    }
    this.#listeners.clear();
  }
}
