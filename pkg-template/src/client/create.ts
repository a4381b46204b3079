/** Making a client. */
import { SharedWork } from '../lib/shared-work.js';
import type { TokenState } from '../tokens/holder.js';
import { ClientError } from './errors.js';
import { logOut, logOutNow } from './logout.js';
import { planOf } from './options.js';
import { send } from './send.js';
import { Session } from './session.js';
import { atShutdown } from './shutdown.js';
import type { Client, ClientEvent, ClientOptions, EventOf, WaitOptions } from './types.js';
import { withTimeout } from './waiting.js';

/**
 * Makes a client that holds the tokens of one session in memory, renews them once for all callers
 * before they expire, and sends requests with them. Nothing is asked of the server before the
 * first call.
 *
 * @throws {TypeError} for a wrong option
 *
 * @example
 * ```ts
 * const client = createClient({
 *   baseUrl: 'https://api.example',
 *   login: { url: '/login', body: () => ({ username: 'ada', password: secrets.password }) },
 *   refresh: '/refresh',
 *   logout: '/logout',
 * });
 * const response = await client.fetch('/deployments');
 * await client.logout();
 * ```
 */
export function createClient(options: ClientOptions): Client {
  return new SessionClient(options);
}

class SessionClient implements Client {
  readonly #session: Session;
  /** Undoes what listens for the end of the program. */
  readonly #forgetShutdown: (() => void) | undefined;
  /** The logout under way. */
  #leaving: SharedWork | undefined;
  #isConfirmed = true;
  #logouts = 0;
  #disposal: Promise<void> | undefined;

  constructor(options: ClientOptions) {
    this.#session = new Session(planOf(options));
    // For those who pass them on: `makeApi({ fetch: client.fetch })`.
    for (const name of ['fetch', 'token'] as const) Object.defineProperty(this, name, { value: this[name].bind(this) });
    if (this.#session.plan.logoutOnShutdown) {
      this.#forgetShutdown = atShutdown({ logOut: () => this.logout(), logOutNow: () => logOutNow(this.#session) });
    }
  }

  async token(options?: WaitOptions): Promise<string> {
    const { authorization } = await this.#session.good(options?.signal);
    return authorization.slice('Bearer '.length);
  }

  async fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    return send(this.#session, input, init);
  }

  async login(credentials?: object, options?: WaitOptions): Promise<void> {
    if (credentials !== undefined && (credentials === null || typeof credentials !== 'object')) {
      throw new TypeError('client.login: the credentials must be an object');
    }
    const logouts = this.#logouts;
    if (this.#leaving !== undefined) await this.#hasLeft(this.#leaving);
    if (this.#logouts !== logouts) throw new ClientError('logged_out');
    await this.#session.login(credentials, options?.signal);
  }

  async logout(options?: WaitOptions): Promise<boolean> {
    this.#logouts += 1;
    const other = this.#leaving;
    if (other === undefined && this.#session.isOver) {
      // What others have ended, or an earlier call.
      this.#isConfirmed &&= await this.#session.returns.all();
      return this.#isConfirmed && !this.#session.hasDropped;
    }
    const leaving = other ?? this.#leave(options?.signal);
    // If it is lost, with the request of a worker that has begun it, the tokens are still here.
    if (!(await this.#hasLeft(leaving))) return this.logout(options);
    if (leaving.error !== undefined) throw leaving.error;
    return this.#isConfirmed;
  }

  #leave(signal: AbortSignal | null | undefined): SharedWork {
    this.#leaving = new SharedWork(0, Infinity, async () => {
      this.#isConfirmed = await logOut(this.#session, signal);
    });
    return this.#leaving;
  }

  /** Waits for a logout; false if it never ends. */
  async #hasLeft(leaving: SharedWork): Promise<boolean> {
    const isOver = await leaving.wait();
    if (this.#leaving === leaving) this.#leaving = undefined;
    return isOver;
  }

  dispose(): Promise<void> {
    return (this.#disposal ??= this.#dispose());
  }

  async #dispose(): Promise<void> {
    const { logoutOnShutdown, timeout } = this.#session.plan;
    this.#forgetShutdown?.();
    const other = this.#leaving;
    const leaving = logoutOnShutdown ? this.logout() : other && withTimeout(timeout, [], () => this.#hasLeft(other)).catch(() => {});
    try {
      this.#session.life.dispose();
      if (leaving !== undefined) await leaving;
    } finally {
      this.#session.dispose();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  on<Type extends ClientEvent['type']>(type: Type, listener: (event: EventOf<Type>) => void): () => void {
    return this.#session.events.on(type, listener);
  }

  get state(): TokenState {
    return this.#session.state;
  }

  get expiresIn(): number | undefined {
    return this.#session.expiresIn;
  }

  /** The state alone. */
  toJSON(): { state: TokenState } {
    return { state: this.state };
  }

  /** What `console.log` shows in Node.js and Deno: the state alone. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Client { state: '${this.state}' }`;
  }
}
