/**
 * Work with the network that is under way, once for all who wait for it.
 *
 * In workerd a request must not wait for a promise of another one, and what a request has begun
 * ends with it: its client hangs up, or its response is sent, and the fetch neither succeeds nor
 * fails. So others look from time to time whether it has ended, and whether it is still alive.
 * @internal
 */

/** Where requests are kept apart. Its user agent depends on the compatibility date. @internal */
export const APART =
  'WebSocketPair' in globalThis || (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent === 'Cloudflare-Workers';

/** Keeps work alive after a response was sent: a worker's `ctx.waitUntil`. */
export type WaitUntil = (work: Promise<unknown>) => void;

const BEAT_MS = 50;
const LONGEST_PAUSE_MS = 32;
/** Milliseconds of pauses, not of time: a thread that stands still as a whole is no sign of lost work. */
const SILENCE_MS = 1000;

export class SharedWork {
  /** Whether it has ended, well or not. */
  settled = false;
  /** What went wrong. */
  error: unknown;
  readonly number: number;
  /** For whoever began it: ended, and where nobody else sees to it, the afterwork too. */
  readonly done: Promise<void>;
  readonly #finished: Promise<void>;
  /** Milliseconds of a clock that nobody sets; nothing takes longer. */
  readonly #latest: number;
  #beats = 0;

  /**
   * @param work gives what is to be done when it has ended, which nobody need wait for
   * @param longest milliseconds
   */
  constructor(number: number, longest: number, work: () => Promise<(() => Promise<void>) | void>, waitUntil?: WaitUntil) {
    this.number = number;
    this.#latest = performance.now() + longest;
    let ended = () => {};
    // First: where it throws, as outside of a request, nothing is to be begun that nobody would know of.
    waitUntil?.(new Promise<void>((resolve) => (ended = resolve)));
    const beat = APART ? setInterval(() => (this.#beats += 1), BEAT_MS) : undefined;
    const failed = (error: unknown) => void (this.error = error);
    const finished = work()
      .catch(failed)
      .finally(() => {
        clearInterval(beat);
        this.settled = true;
      });
    this.#finished = finished.then(() => {});
    const whole = finished.then((afterwork) => afterwork?.());
    this.done = APART && waitUntil === undefined ? whole : this.#finished;
    void whole.then(ended, ended);
  }

  /** Whether there is nothing to wait for any more: it has ended, or was lost long ago. */
  get isFinished(): boolean {
    return this.settled || performance.now() > this.#latest;
  }

  /** Waits until it has ended; false if it never will. */
  async wait(): Promise<boolean> {
    if (!APART) {
      await this.#finished;
      return true;
    }
    let [heard, silence] = [this.#beats, 0];
    for (let pause = 1; !this.settled; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      if (silence > SILENCE_MS) return false;
      await new Promise((resolve) => setTimeout(resolve, pause));
      silence = this.#beats === heard ? silence + pause : 0;
      heard = this.#beats;
    }
    return true;
  }
}
