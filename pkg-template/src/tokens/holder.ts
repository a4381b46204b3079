/** Tokens held in memory. */
import { answeredSeconds, call, callWith, callWithBytes, outputSecret, outputSecretBytes, outputText } from '../bridge/call.js';
import { EXCHANGE, WRITE_PLAIN, YES } from '../bridge/codes.js';
import { systemClock, timeOf, type Clock } from '../lib/clock.js';
import { clockOf, membersOf } from '../lib/options.js';
import { withInstance } from '../bridge/instance.js';
import { Resident } from '../bridge/resident.js';
import * as wasm from '../../wasm/client.js';

/** Options of a {@link TokenHolder}. */
export interface TokenHolderOptions {
  /** Seconds before expiry at which `state` becomes `'refresh'`. Default 300; never more than half the lifetime. */
  margin?: number;
  /**
   * Seconds before expiry at which a token counts as expired already, since a request needs time
   * to arrive. Default 0; never more than a quarter of the lifetime.
   */
  leeway?: number;
  /**
   * Seconds that a token is taken to last if nothing says when it ends, as with opaque session tokens;
   * `Infinity`: until a server refuses it. Default: such a token is refused.
   */
  lifetime?: number;
  /** Where the time comes from, in unix seconds. Default the system clock. */
  clock?: Clock;
}

/** A token response (RFC 6749 section 5.1). Other members are ignored. */
export interface TokenResponse {
  access_token: string;
  /** `Bearer` in any case, if it is given: other tokens are refused (RFC 6749 section 7.1). */
  token_type?: string;
  refresh_token?: string;
  /**
   * RFC 3339, or unix seconds. Without it `expires_at` or else `expires_in` counts, and without these the
   * token's own `exp`. A number beyond the year 5000 is refused: it is one of milliseconds.
   */
  access_expires_at?: string | number;
  /** Another name for `access_expires_at`. */
  expires_at?: string | number;
  /** Seconds. */
  expires_in?: number;
  [member: string]: unknown;
}

/** Where a token response comes from, for {@link TokenHolder.set}. */
export interface TokenExchange {
  /**
   * {@link TokenHolder.generation} as it was when the response was asked for: if the tokens have
   * been replaced or cleared since, the response is too late and changes nothing.
   */
  generation?: number;
  /** When the request was sent, in unix seconds: a lifetime counts from there. Default now. */
  askedAt?: number;
  /** When its headers were there, in unix seconds. Default now. */
  answeredAt?: number;
  /**
   * The server's clock: the response's `Date` header, or unix seconds. What the response says of
   * times is corrected by it. Default: as ours. `null`: unknown, so that a JWT's own `iat` counts
   * where ours cannot be right.
   */
  date?: string | number | null;
  /** Whether the refresh token stays if the response has none (RFC 6749 section 6). Default no. */
  keepRefreshToken?: boolean;
}

/** What the core reads of a response. */
const MEMBERS = ['access_token', 'token', 'session', 'token_type', 'refresh_token', 'access_expires_at', 'expires_at', 'expires_in'];

/** What to do about a token that the server has refused; see {@link TokenHolder.reject}. */
export type Rejection = 'replaced' | 'refresh' | 'final';

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
  readonly #resident: Resident<wasm.WasmTokenHolder>;
  /** Generations that were counted in instances that are gone. */
  #lost = 0;

  /** @throws {TypeError} for an unknown or mistyped option */
  constructor(options: TokenHolderOptions = {}) {
    const given = membersOf('TokenHolder', options);
    this.#clock = clockOf(given, systemClock);
    const make = () => callWith(given, () => wasm.WasmTokenHolder.make());
    this.#resident = new Resident(make(), () => {
      // The tokens went with the instance: empty is the safe state. What was asked for with them
      // must not arrive here: no instance counts as far as this.
      this.#lost += 2 ** 32;
      return make();
    });
  }

  /** What the holder can do now: `'refresh'` means still good, but within the margin. */
  get state(): TokenState {
    this.#askAt((inner, now) => inner.state(now));
    return outputText() as TokenState;
  }

  /** Seconds until the access token expires, negative when it has, `Infinity` when nobody knows; `undefined` when empty. */
  get expiresIn(): number | undefined {
    this.#askAt((inner, now) => inner.expiresIn(now));
    const seconds = answeredSeconds();
    return seconds === seconds ? seconds : undefined; // NaN: there is no token
  }

  /**
   * Replaces both tokens at once; the old ones are wiped. Returns whether it did: not if the
   * tokens have changed since `exchange.generation`.
   *
   * @throws {TypeError} for a response without a usable token, or without an expiry unless there is
   *   `lifetime`; the old tokens stay
   */
  set(response: TokenResponse, exchange: TokenExchange = {}): boolean {
    return this.#setObject(response, exchange, false);
  }

  /** Replaces both tokens by what a server has answered; what servers get wrong is forgiven, see `Swap` in src/token_holder/mod.rs. @internal */
  setAnswer(answer: unknown, exchange: TokenExchange): boolean {
    return this.#setObject(answer, exchange, true);
  }

  /** Replaces both tokens by those in the body of an answer, so that no string of it comes to be. @internal */
  setBody(body: Uint8Array, exchange: TokenExchange): boolean {
    return this.#set(exchange, (inner, ...how) => callWithBytes(body, () => inner.setBody(...how)));
  }

  #setObject(response: unknown, exchange: TokenExchange, isAnswer: boolean): boolean {
    if (response === null || typeof response !== 'object') {
      throw new TypeError('TokenHolder.set: expected a token response with `access_token`');
    }
    // Only what is used crosses, and is read before the core is entered.
    const given = MEMBERS.map((name) => [name, (response as TokenResponse)[name]]);
    const used = Object.fromEntries(given.filter(([, value]) => value !== undefined)) as object;
    return this.#set(exchange, (inner, ...how) => callWith(used, () => inner.set(...how, isAnswer)));
  }

  /** Counts the changes: every successful `set`, every `clear`. */
  get generation(): number {
    const inner = this.#resident.current();
    return withInstance(() => inner.generation()) + this.#lost;
  }

  /**
   * Say that a server has taken the token of `generation` for good: if it refuses it later, something
   * has happened meanwhile.
   */
  accept(generation: number): void {
    const inner = this.#resident.current();
    withInstance(() => inner.accept(generation - this.#lost));
  }

  /**
   * What to do when a server refuses the token of `generation` (401) though it has time left:
   * `'replaced'`: send the request again, with the token that is held by now; `'refresh'`: refresh
   * first; `'final'`: the token is new, was never {@link TokenHolder.accept | accepted}, and the one
   * before it was refused too, so that refreshing again would not help. That lasts for 60 seconds, at
   * most half of its lifetime. After ten refreshes of that kind in a minute it is final in any case.
   */
  reject(generation: number): Rejection {
    this.#askAt((inner, now) => inner.reject(generation - this.#lost, now));
    return outputText() as Rejection;
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
    return this.#writesRefreshToken(WRITE_PLAIN) ? outputSecret() : undefined;
  }

  /** Whether there is one. @internal */
  get hasRefreshToken(): boolean {
    const token = this.refreshTokenBytes(WRITE_PLAIN);
    token?.fill(0);
    return token !== undefined;
  }

  /** The refresh token as bytes, written for a body. Wipe them after use. @internal */
  refreshTokenBytes(writing: number): Uint8Array | undefined {
    return this.#writesRefreshToken(writing) ? outputSecretBytes() : undefined;
  }

  /** Both tokens as members of a JSON object, each with a comma after it. Wipe them after use. @internal */
  members(): Uint8Array {
    const inner = this.#resident.current();
    call(() => inner.writeMembers());
    return outputSecretBytes();
  }

  /** Wipes both tokens. */
  clear(): void {
    const inner = this.#resident.current();
    withInstance(() => inner.clear());
  }

  /** The state alone: tokens never serialize. */
  toJSON(): { state: TokenState | 'unknown' } {
    return { state: this.#stateOrUnknown() };
  }

  /** What `console.log` shows in Node.js and Deno: the state alone. */
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

  #set(
    exchange: TokenExchange,
    set: (inner: wasm.WasmTokenHolder, ...how: Parameters<wasm.WasmTokenHolder['setBody']>) => number,
  ): boolean {
    const { generation: expected = NaN, date, keepRefreshToken = false } = exchange;
    const now = timeOf(this.#clock);
    const answeredAt = Math.min(exchange.answeredAt ?? now, now);
    const askedAt = Math.min(exchange.askedAt ?? answeredAt, answeredAt);
    const theirs = typeof date === 'string' ? Date.parse(date) / 1000 : date === undefined ? now : (date ?? NaN);
    const inner = this.#resident.current();
    const numbers = { askedAt, answeredAt, date: theirs, generation: expected - this.#lost };
    const [first, second, third, fourth] = EXCHANGE.map((name) => numbers[name]) as [number, number, number, number];
    return set(inner, first, second, third, fourth, keepRefreshToken) === YES;
  }

  #writesRefreshToken(writing: number): boolean {
    const inner = this.#resident.current();
    return call(() => (inner.refreshToken(writing) ? 'given' : 'none')) === 'given';
  }

  #askAt(question: (inner: wasm.WasmTokenHolder, now: number) => number): void {
    const now = timeOf(this.#clock);
    const inner = this.#resident.current();
    call(() => question(inner, now));
  }
}
