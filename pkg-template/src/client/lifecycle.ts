/** Whether a session goes on, is about to end, or has ended. @internal */
import { ClientError } from './errors.js';

export class Lifecycle {
  #ended: 'logged_out' | 'client_disposed' | undefined;
  /** Calls of `login` that are under way: what they get replaces the tokens. */
  #logins = 0;
  /** Whether a logout is under way: it still needs the tokens. */
  isLeaving = false;

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  get isDisposed(): boolean {
    return this.#ended === 'client_disposed';
  }

  get isLoggingIn(): boolean {
    return this.#logins > 0;
  }

  /** @throws {ClientError} if it has ended */
  refuseEnded(): void {
    if (this.#ended !== undefined) throw new ClientError(this.#ended);
  }

  /** A login begins another session. */
  begin(): void {
    this.#ended = undefined;
  }

  end(): void {
    this.#ended ??= 'logged_out';
  }

  /** The client is about to be disposed of, whatever else it was. */
  dispose(): void {
    this.#ended = 'client_disposed';
  }

  /** Another tab's session takes the place of the one that was logged out. */
  goOn(): void {
    if (!this.isDisposed) this.#ended = undefined;
  }

  /** Runs a call of `login`. */
  async loggingIn(work: () => Promise<void>): Promise<void> {
    this.#logins += 1;
    try {
      await work();
    } finally {
      this.#logins -= 1;
    }
  }
}
