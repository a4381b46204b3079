/** Verifying tokens. */
import { call, callWithText } from './call.js';
import { splitClock, timeOf, type Clock } from './clock.js';
import { currentMemory, generation, wasm } from './instance.js';
import type { DecodedToken, RequestLike, VerifiedToken, VerifierOptions } from './types.js';

const DEFAULT_MAX_TOKEN_BYTES = 8192;
/** `Bearer` and some spaces before the token. */
const SCHEME_ROOM = 64;

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
  return callWithText(token, DEFAULT_MAX_TOKEN_BYTES, (length) => wasm.decodeUnverified(length));
}

class WasmBackedVerifier implements Verifier {
  readonly #clock: Clock;
  readonly #maxTokenBytes: number;
  #inner: wasm.WasmVerifier;
  #generation = generation;
  /** Where the options are, should the instance have to be replaced: an address, not a copy. */
  #source: Source;

  constructor(options: VerifierOptions) {
    const [rest, clock] = splitClock('createVerifier', options);
    this.#clock = clock;
    this.#inner = call(() => new wasm.WasmVerifier(rest));
    this.#maxTokenBytes = this.#inner.maxTokenBytes;
    this.#source = sourceOf(this.#inner);
  }

  verify(token: string): VerifiedToken {
    const inner = this.#current();
    const now = timeOf(this.#clock);
    return withExpiry(callWithText(token, this.#maxTokenBytes, (length) => inner.verify(length, now)));
  }

  verifyRequest(request: RequestLike): VerifiedToken {
    const inner = this.#current();
    const now = timeOf(this.#clock);
    const header = authorizationOf(request);
    const room = this.#maxTokenBytes + SCHEME_ROOM;
    return withExpiry(callWithText(header, room, (length) => inner.verifyAuthorization(length, now)));
  }

  async verifyAsync(token: string): Promise<VerifiedToken> {
    return this.verify(token);
  }

  /** The verifier in the current instance: after a replacement, made anew from the old memory. */
  #current(): wasm.WasmVerifier {
    if (this.#generation !== generation) {
      const { memory, at, length } = this.#source;
      const bytes = new Uint8Array(memory.buffer, at, length);
      this.#inner = call(() => wasm.WasmVerifier.restore(bytes));
      this.#generation = generation;
      this.#source = sourceOf(this.#inner);
      bytes.fill(0);
    }
    return this.#inner;
  }
}

function withExpiry(token: VerifiedToken): VerifiedToken {
  const seconds = wasm.lastExpiresIn();
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
