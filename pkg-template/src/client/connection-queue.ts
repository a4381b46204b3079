/**
 * Queues requests in browsers. HTTP/1.1 has six connections per origin; a seventh request would wait inside
 * the browser with a token that may expire meanwhile. Here it waits before it reads its token.
 * @internal
 */
import { isBrowser } from '../lib/runtime.js';
import { unlessStopped, type Stop } from './waiting.js';

const CONNECTIONS = 6;
/** Seconds that a request may wait in a browser, at a guess. A token that lasts longer is no reason to queue. */
const LONGEST_QUEUE = 30;
/** For those who wait: over HTTP/2 there are more connections, and some answers take for ever. */
const PATIENCE_MS = 1000;

/** @internal */
export class ConnectionQueue {
  readonly #expiresIn: () => number | undefined;
  readonly #waiting = new Set<() => void>();
  #underway = 0;

  constructor(expiresIn: () => number | undefined) {
    this.#expiresIn = expiresIn;
  }

  async take<T>(stops: Stop[], work: () => Promise<T>): Promise<T> {
    if (isBrowser && this.#underway >= CONNECTIONS && (this.#expiresIn() ?? 0) < LONGEST_QUEUE) await this.#turn(stops);
    this.#underway += 1;
    try {
      return await work();
    } finally {
      this.#underway -= 1;
      const [next] = this.#waiting;
      next?.();
    }
  }

  async #turn(stops: Stop[]): Promise<void> {
    let go = () => {};
    const come = new Promise<void>((resolve) => {
      go = () => (this.#waiting.delete(go), resolve());
    });
    this.#waiting.add(go);
    const timer = setTimeout(go, PATIENCE_MS);
    try {
      await unlessStopped(come, ...stops);
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(go);
    }
  }
}
