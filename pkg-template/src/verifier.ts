/** Verifying tokens. */
import {
  answeredHeader,
  answeredSeconds,
  answeredSerial,
  answeredSlot,
  call,
  callWith,
  callWithText,
  memoryAt,
  outputText,
} from './call.js';
import { splitClock, timeOf, type Clock } from './clock.js';
import { hostFor, type Host } from './host.js';
import { currentMemory, generation, guarded, healed, wasm } from './instance.js';
import { copy, Remembered } from './remembered.js';
import type { DecodedToken, JwtClaims, RequestLike, VerifiedToken, VerifierOptions } from './types.js';

const DEFAULT_MAX_TOKEN_BYTES = 8192;
/** `Bearer` and some spaces before the token. */
const SCHEME_ROOM = 64;
/** The core's code for a token that it found in the cache; see src/wasm/verifier.rs. */
const CACHED = 2;

/** Verifies tokens under one policy and one set of keys, both prepared once. */
export interface Verifier {
  /**
   * Verifies a token: signature first, then claims.
   *
   * @throws {TokenError} with the `code` of the first fault
   */
  verify(token: string): VerifiedToken;
  /**
   * Verifies the one Bearer token of a request's `Authorization` header (RFC 6750 section 2.1).
   *
   * @throws {TokenError} `token_missing` when there is none
   */
  verifyRequest(request: RequestLike): VerifiedToken;
  /** The same as {@link Verifier.verify}, as a promise. */
  verifyAsync(token: string): Promise<VerifiedToken>;
}

/**
 * Makes a verifier. Keys are parsed, checked and prepared here, once: make one verifier when
 * your program starts, not one per request.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 * @throws {KeyError} for a key that does not parse, is weak or does not fit the algorithms
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 *
 * const verifier = createVerifier({
 *   keys: process.env.JWT_PUBLIC_KEY!,
 *   algorithms: ['ES256'],
 *   issuer: 'https://issuer.example',
 *   audience: 'https://api.example',
 * });
 * const { claims } = verifier.verify(token);
 * ```
 */
export function createVerifier(options: VerifierOptions): Verifier {
  return new WasmBackedVerifier(options);
}

/**
 * Decodes a token without verifying it, for looking at it: trust nothing of what comes back.
 *
 * @throws {TokenError} `token_missing`, `token_too_large` (over 8192 bytes) or `token_malformed`
 */
export function decodeUnverified(token: string): DecodedToken {
  callWithText(token, DEFAULT_MAX_TOKEN_BYTES, (length) => wasm.decodeUnverified(length));
  return JSON.parse(outputText()) as DecodedToken;
}

class WasmBackedVerifier implements Verifier {
  readonly #clock: Clock;
  readonly #maxTokenBytes: number;
  #inner: wasm.WasmVerifier;
  #generation: number;
  #remembered = new Remembered();
  /** Where the options are, should the instance have to be replaced: an address, not a copy. */
  #source: Source;

  constructor(options: VerifierOptions) {
    const [rest, clock] = splitClock('createVerifier', options);
    this.#clock = clock;
    this.#inner = callWith(rest, () => wasm.WasmVerifier.make(this.#host()));
    this.#generation = generation;
    this.#maxTokenBytes = guarded(() => this.#inner.maxTokenBytes);
    this.#source = guarded(() => sourceOf(this.#inner));
  }

  verify(token: string): VerifiedToken {
    const now = timeOf(this.#clock);
    const inner = this.#current();
    return this.#answer((anew) =>
      callWithText(token, this.#maxTokenBytes, (length) => inner.verify(length, now, anew)),
    );
  }

  verifyRequest(request: RequestLike): VerifiedToken {
    const now = timeOf(this.#clock);
    const header = authorizationOf(request);
    const inner = this.#current();
    return this.#answer((anew) =>
      callWithText(header, this.#maxTokenBytes, (length) => inner.verifyAuthorization(length, now, anew), SCHEME_ROOM),
    );
  }

  async verifyAsync(token: string): Promise<VerifiedToken> {
    return this.verify(token);
  }

  /** The token that `ask` lets pass, as objects of the caller's own. */
  #answer(ask: (anew: boolean) => number): VerifiedToken {
    return (ask(false) === CACHED ? this.#kept() : this.#read()) ?? (ask(true), this.#read());
  }

  #kept(): VerifiedToken | undefined {
    const token = this.#remembered.load(answeredSlot(), answeredSerial());
    return token && withExpiry(token, answeredSeconds());
  }

  #read(): VerifiedToken {
    // Before anything is asked again: the next answer takes the place of this one.
    const id = answeredHeader();
    const slot = answeredSlot();
    const serial = answeredSerial();
    const seconds = answeredSeconds();
    const text = outputText();
    const claims = JSON.parse(text) as JwtClaims;
    const header = this.#remembered.header(id, () => {
      call(() => this.#inner.headerText(id));
      return outputText();
    });
    if (slot >= 0) this.#remembered.store(slot, serial, header, text);
    return withExpiry({ header: copy(header), claims }, seconds);
  }

  /** The verifier in the current instance: after a replacement, made anew from the old memory. */
  #current(): wasm.WasmVerifier {
    healed();
    if (this.#generation !== generation) {
      const { memory, at, length } = this.#source;
      const bytes = new Uint8Array(memory.buffer, at, length);
      const inner = call(() => {
        memoryAt(wasm.valueBuffer(length), length).set(bytes);
        return wasm.WasmVerifier.make(this.#host());
      });
      this.#source = guarded(() => sourceOf(inner));
      this.#inner = inner;
      this.#remembered = new Remembered();
      this.#generation = generation;
      bytes.fill(0);
    }
    return this.#inner;
  }

  #host(): Host | undefined {
    return hostFor((use) => (this.#inner.rsaKey(use) ? (JSON.parse(outputText()) as { alg: string }) : undefined));
  }
}

function withExpiry(token: VerifiedToken, seconds: number): VerifiedToken {
  if (seconds === seconds) token.expiresIn = seconds; // NaN: no `exp`
  return token;
}

interface Source {
  memory: WebAssembly.Memory;
  at: number;
  length: number;
}

function sourceOf(inner: wasm.WasmVerifier): Source {
  return { memory: currentMemory(), at: inner.sourcePointer, length: inner.sourceLength };
}

function authorizationOf(request: RequestLike): string | null | undefined {
  const headers: unknown = request?.headers;
  if (headers === null || typeof headers !== 'object') {
    throw new TypeError('verifyRequest: expected a request with `headers`');
  }
  if ('get' in headers && typeof headers.get === 'function') return headers.get('authorization');
  const value = (headers as Record<string, unknown>)['authorization'];
  return value as string | undefined;
}
