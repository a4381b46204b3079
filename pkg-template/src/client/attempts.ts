/** What a client asks of the server: one thing at a time, and not again at once after a failure. @internal */
import { SharedWork } from '../lib/shared-work.js';
import { backoff } from '../http/backoff.js';
import { ClientError, type ClientErrorCode } from './errors.js';
import type { CheckedOptions } from './options.js';

/** Longest time without another attempt after some have failed, in seconds. */
const LONGEST_HOLD_OFF = 30;

/** Errors that cost the server nothing. */
const UNASKED: ClientErrorCode[] = ['login_required', 'login_refused', 'session_expired', 'logged_out', 'client_disposed'];

export class Attempts {
  readonly #plan: CheckedOptions;
  #work: SharedWork | undefined;
  /** Attempts in a row that got nothing, and until when the next one waits. */
  #failures = 0;
  // By a clock that nobody sets back: a day more would be a day without an attempt.
  #heldOff: { error: ClientError; until: number } | undefined;

  constructor(plan: CheckedOptions) {
    this.#plan = plan;
  }

  /** The one that there is something to wait for. */
  get underway(): SharedWork | undefined {
    return this.#work?.isFinished === false ? this.#work : undefined;
  }

  /** Waits for one that somebody else has begun; false if it never ends. */
  async waitFor(other: SharedWork): Promise<boolean> {
    const hasEnded = await other.wait();
    if (!hasEnded && this.#work === other) this.#work = undefined;
    return hasEnded;
  }

  /** @throws {ClientError} of the last attempt, if the server is to be left alone after it */
  refuseHeldOff(): void {
    if (this.#heldOff !== undefined && this.#heldOff.until > performance.now()) throw this.#heldOff.error;
  }

  /** The next attempt waits for nothing. */
  release(): void {
    this.#heldOff = undefined;
  }

  /**
   * Begins one, and waits for it.
   *
   * @param patience seconds that it may wait for a lock besides
   * @param settled is awaited after it, by who began it
   * @param failed makes a `ClientError` of what it throws
   */
  async run(
    work: () => Promise<void>,
    patience: number,
    settled: () => Promise<void>,
    failed: (error: unknown) => ClientError,
  ): Promise<void> {
    const { timeout, retry, waitUntil } = this.#plan;
    const longest = 1000 * (retry.attempts * (timeout + retry.cap) * 2 + patience);
    const attempt = new SharedWork(0, longest, () => this.#tried(work, settled, failed), waitUntil);
    this.#work = attempt;
    await attempt.done;
    if (attempt.error !== undefined) throw attempt.error;
  }

  async #tried(
    work: () => Promise<void>,
    settled: () => Promise<void>,
    failed: (error: unknown) => ClientError,
  ): Promise<() => Promise<void>> {
    try {
      await work();
      this.#failures = 0;
      this.#heldOff = undefined;
      return settled;
    } catch (error) {
      const known = error instanceof ClientError ? error : failed(error);
      // Otherwise there is nothing to spare the server.
      if (!UNASKED.includes(known.code)) {
        this.#failures += 1;
        const delay = Math.max(backoff(this.#failures, this.#plan.retry.base, LONGEST_HOLD_OFF), known.retryAfter ?? 0);
        this.#heldOff = { error: known, until: performance.now() + delay * 1000 };
      }
      throw known;
    }
  }
}
