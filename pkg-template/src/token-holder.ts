/** Tokens held in memory. */
import { answeredSeconds, call, callWith, outputSecret, outputText } from './call.js';
import { splitClock, timeOf, type Clock } from './clock.js';
import { generation, guarded, healed } from './instance.js';
import * as wasm from '../wasm/tokenward.js';

/** Options of a {@link TokenHolder}. */
export interface TokenHolderOptions {
  /** Seconds before expiry at which `state` becomes `'refresh'`. Default 300; never more than half the lifetime. */
  margin?: number;
  /** Where the time comes from, in unix seconds. Default the system clock. */
  clock?: Clock;
}

/** A token response (RFC 6749 section 5.1). Other members are ignored. */
export interface TokenResponse {
  access_token: string;
  refresh_token?: string;
  /** RFC 3339, or unix seconds. Without it `expires_in` counts, and without both the token's own `exp`. */
  access_expires_at?: string | number;
  /** Seconds. */
  expires_in?: number;
  [member: string]: unknown;
}

/** What a holder can do for you now. */
export type TokenState = 'empty' | 'fresh' | 'refresh' | 'expired';

/**
 * Holds an access and a refresh token in wasm memory: never in storage, JSON, a log or an
 * inspection, and wiped by {@link TokenHolder.clear}.
 *
 * @example
 * ```ts
 * const holder = new TokenHolder({ margin: 300 });
 * holder.set({ access_token: 'abc', expires_in: 3600 });
 * await fetch(url, { headers: { authorization: holder.authorization() } });
 * holder.clear();
 * ```
 */
export class TokenHolder {
  readonly #clock: Clock;
  readonly #options: object;
  #inner: wasm.WasmTokenHolder;
  #generation: number;

  /** @throws {TypeError} for an unknown or mistyped option */
  constructor(options: TokenHolderOptions = {}) {
    const [rest, clock] = splitClock('TokenHolder', options);
    this.#clock = clock;
    this.#options = { ...rest };
    this.#inner = callWith(this.#options, () => wasm.WasmTokenHolder.make());
    this.#generation = generation;
  }

  /** What the holder can do now: `'refresh'` means still good, but within the margin. */
  get state(): TokenState {
    this.#askAt((inner, now) => inner.state(now));
    return outputText() as TokenState;
  }

  /** Seconds until the access token expires, negative when it has; `undefined` when empty. */
  get expiresIn(): number | undefined {
    this.#askAt((inner, now) => inner.expiresIn(now));
    const seconds = answeredSeconds();
    return seconds === seconds ? seconds : undefined; // NaN: there is no token
  }

  /**
   * Replaces both tokens at once; the old ones are wiped.
   *
   * @throws {TypeError} for a response without a usable token or expiry; the old tokens stay
   */
  set(response: TokenResponse): void {
    if (response === null || typeof response !== 'object') {
      throw new TypeError('TokenHolder.set: expected a token response with `access_token`');
    }
    // Only what is used crosses, and is read before the core is entered.
    const { access_token, refresh_token, access_expires_at, expires_in } = response;
    const used = { access_token, refresh_token, access_expires_at, expires_in };
    const now = timeOf(this.#clock);
    const inner = this.#current();
    callWith(used, () => inner.set(now));
  }

  /**
   * `Bearer <access token>`: the only way out for the access token.
   *
   * @throws {TokenError} `token_missing` when empty, `token_expired` when it is too late
   */
  authorization(): string {
    this.#askAt((inner, now) => inner.authorization(now));
    return outputSecret();
  }

  /** The refresh token, for the body of the refresh request and nothing else. */
  exposeRefreshToken(): string | undefined {
    const inner = this.#current();
    const given = call(() => (inner.refreshToken() ? 'given' : 'none'));
    return given === 'given' ? outputSecret() : undefined;
  }

  /** Wipes both tokens. */
  clear(): void {
    const inner = this.#current();
    guarded(() => inner.clear());
  }

  /** The state alone: tokens never serialize. */
  toJSON(): { state: TokenState | 'unknown' } {
    return { state: this.#stateOrUnknown() };
  }

  /** The same for `console.log` in Node.js and Deno. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `TokenHolder { state: '${this.#stateOrUnknown()}' }`;
  }

  /** Looking at a holder never fails, whatever its clock does. */
  #stateOrUnknown(): TokenState | 'unknown' {
    try {
      return this.state;
    } catch {
      return 'unknown';
    }
  }

  #askAt(question: (inner: wasm.WasmTokenHolder, now: number) => number): void {
    const now = timeOf(this.#clock);
    const inner = this.#current();
    call(() => question(inner, now));
  }

  #current(): wasm.WasmTokenHolder {
    healed();
    if (this.#generation !== generation) {
      // The instance was replaced and the tokens are gone with it: empty is the safe state.
      this.#inner = callWith(this.#options, () => wasm.WasmTokenHolder.make());
      this.#generation = generation;
    }
    return this.#inner;
  }
}
