/** Revocation: tokens, subjects and keys that are no longer good, and tokens that must be known. */
import { LIST } from './brands.js';
import { callWith, refusal, textWith } from './call.js';
import { fractionalClock, splitClock, timeOf, type Clock } from './clock.js';
import { wasm } from './instance.js';
import { inTime } from './remote-shared.js';
import { memoryStore, type MemoryStore } from './stores/memory.js';
import type { MaybePromise, Store } from './stores/types.js';

/** Options of {@link createRevocationList}. */
export interface RevocationOptions {
  /** Where the list is kept. Default the memory of this process. */
  store?: Store;
  /**
   * What becomes of a token when the store cannot be asked: `'reject'` (default) refuses it with
   * `store_unavailable` (status 503), `'accept'` lets it pass unless it was revoked right here.
   */
  onStoreError?: 'reject' | 'accept';
  /** Seconds to wait for the store. Default 1. */
  timeout?: number;
  /** Accept only tokens that were registered: their `jti` must exist in the store. Default false. */
  mustExist?: boolean;
  /** The environment the list belongs to; must be the verifier's. */
  environment?: string;
  /** Where the time comes from, in unix seconds. Default the system clock. */
  clock?: Clock;
}

/** A token by its name: the claims of a verified one will do. */
export interface NamedToken {
  jti?: string;
  /** Whose `jti` it is; if left out, anybody's. */
  iss?: string;
  /** The entry is kept until then and {@link MAX_TOLERANCE} longer; without it for ever. */
  exp?: number;
}

/** A list of revocations, for verifiers: see {@link createRevocationList}. */
export interface RevocationList {
  /** Revokes one token. Rejects if the store fails; here it is revoked all the same. */
  revokeToken(token: NamedToken): Promise<void>;
  /**
   * Revokes every token of a subject that was issued until `since` (default now): a log-out
   * everywhere. A token without `iat` is refused as well.
   *
   * @param options `keepFor`: seconds, the longest life of a token; without it kept for ever
   */
  revokeSubject(sub: string, options?: { since?: number; iss?: string; keepFor?: number }): Promise<void>;
  /** Revokes every token signed with the key of this `kid`. */
  revokeKey(kid: string, options?: { iss?: string; keepFor?: number }): Promise<void>;
  /** Makes a token known, for lists with `mustExist`: call it where tokens are issued. */
  register(token: NamedToken): Promise<void>;
}

/** An entry is kept that many seconds longer than its token is good, for verifiers with a `clockTolerance`. */
const MAX_TOLERANCE = 3600;

/** The words of src/revocation.rs. */
const REVOKED = 'revoked';
const EXISTS = 'exists';
/** What `readWords` says. */
const IS_REVOKED = 2;
const IS_KNOWN = 3;

/**
 * Makes a revocation list. A token is revoked by its `jti`, its subject or its key, never by its
 * text. What is revoked here is refused here at once, also if it is in the verified-token cache;
 * elsewhere it is as soon as the store shows it.
 *
 * @throws {TypeError} for a wrong option
 *
 * @example
 * ```ts
 * import { createRevocationList, createVerifier } from 'tokenward';
 *
 * const revocation = createRevocationList({ onStoreError: 'reject' });
 * const verifier = createVerifier({ keys: process.env.JWT_PUBLIC_KEY!, algorithms: ['ES256'], revocation });
 *
 * const { claims } = await verifier.verifyAsync(token);
 * await revocation.revokeToken(claims); // logged out: from now on `token_revoked`
 * ```
 */
export function createRevocationList(options: RevocationOptions = {}): RevocationList {
  return new StoredList(options);
}

/** @internal */
export class StoredList implements RevocationList {
  readonly environment: string | undefined;
  readonly #clock: Clock;
  /** What was revoked right here, whatever becomes of the store. */
  readonly #local: MemoryStore;
  /** Whether anything was. */
  #anything = false;
  readonly #store: Store | undefined;
  readonly #accept: boolean;
  readonly #timeout: number;
  readonly #mustExist: boolean;

  constructor(options: RevocationOptions) {
    const [given, clock] = splitClock('createRevocationList', options, fractionalClock);
    const { store, onStoreError = 'reject', timeout = 1, mustExist = false, environment, ...unknown } = given as RevocationOptions;
    const [name] = Object.keys(unknown);
    if (name !== undefined) throw new TypeError(`createRevocationList: unknown option \`${name.slice(0, 40)}\``);
    if (store !== undefined && (typeof store?.get !== 'function' || typeof store.set !== 'function')) {
      throw new TypeError('`store` must have `get` and `set`');
    }
    if (onStoreError !== 'reject' && onStoreError !== 'accept') throw new TypeError("`onStoreError` must be 'reject' or 'accept'");
    if (!(typeof timeout === 'number' && timeout > 0 && timeout <= 60)) throw new TypeError('`timeout` must be a number of seconds, at most 60');
    if (typeof mustExist !== 'boolean') throw new TypeError('`mustExist` must be a boolean');
    if (environment !== undefined) callWith(environment, () => wasm.readEnvironment());
    this.environment = environment;
    this.#clock = clock;
    this.#local = memoryStore({ clock });
    this.#store = store;
    this.#accept = onStoreError === 'accept';
    this.#timeout = timeout;
    this.#mustExist = mustExist;
  }

  /** Not an own member: a copy of this list would know of nothing. */
  get [LIST](): true {
    return true;
  }

  revokeToken(token: NamedToken): Promise<void> {
    return this.#write('jti', nameOf('jti', token?.jti), token.iss, REVOKED, this.#lifeOf(token));
  }

  register(token: NamedToken): Promise<void> {
    return this.#write('jti', nameOf('jti', token?.jti), token.iss, EXISTS, this.#lifeOf(token));
  }

  revokeSubject(sub: string, { since, iss, keepFor }: { since?: number; iss?: string; keepFor?: number } = {}): Promise<void> {
    const time = since ?? timeOf(this.#clock);
    if (typeof time !== 'number' || !Number.isFinite(time)) throw new TypeError('`since` must be unix seconds');
    return this.#write('sub', nameOf('sub', sub), iss, String(time), this.#lasting(keepFor));
  }

  revokeKey(kid: string, { iss, keepFor }: { iss?: string; keepFor?: number } = {}): Promise<void> {
    return this.#write('kid', nameOf('kid', kid), iss, REVOKED, this.#lasting(keepFor));
  }

  /** Throws `token_revoked` or `store_unavailable`; a promise unless the store answers at once. @internal */
  check(claims: Record<string, unknown>, kid: string | undefined): MaybePromise<void> {
    if (this.#mustExist && typeof claims.jti !== 'string') throw refusal('claim_missing', { claim: 'jti' });
    // Nothing was ever revoked, and nobody else can have done it.
    if (this.#store === undefined && !this.#anything && !this.#mustExist) return;
    const { iss, jti, sub } = claims;
    const text = textWith({ environment: this.environment, iss, jti, sub, kid }, () => wasm.storeKeys());
    const keys = text === '' ? [] : text.split(' ');
    const issuedAt = typeof claims.iat === 'number' ? claims.iat : NaN;
    const known = this.#decide(keys, this.#local.get(keys), issuedAt);
    if (this.#store === undefined) return this.#exists(known);
    let words: ReturnType<Store['get']>;
    try {
      words = keys.length === 0 ? [] : this.#store.get(keys);
    } catch {
      return this.#down();
    }
    if (!(words instanceof Promise)) return this.#exists(this.#decide(keys, words, issuedAt));
    return inTime(words, this.#timeout).then(
      (found) => this.#exists(this.#decide(keys, found, issuedAt)),
      () => this.#down(),
    );
  }

  #decide(keys: string[], words: readonly (string | null | undefined)[], issuedAt: number): boolean {
    if (!Array.isArray(words) || words.length !== keys.length) {
      this.#down();
      return true;
    }
    const said = callWith({ keys, words }, () => wasm.readWords(issuedAt));
    if (said === IS_REVOKED) throw refusal('token_revoked');
    return said === IS_KNOWN;
  }

  #exists(known: boolean): void {
    if (this.#mustExist && !known) throw refusal('token_revoked');
  }

  #down(): undefined {
    if (!this.#accept) throw refusal('store_unavailable');
  }

  async #write(kind: string, name: string, iss: string | undefined, word: string, life: number | undefined): Promise<void> {
    if (life !== undefined && life <= 0) return; // It has expired already.
    const key = textWith({ environment: this.environment, kind, iss, name }, () => wasm.storeKey());
    this.#anything = true;
    let full: unknown;
    try {
      // Before anything is awaited: here it counts from now on.
      const here = further(this.#local.get([key])[0], word);
      if (here !== undefined) this.#local.set(key, here, life);
    } catch (error) {
      full = error;
    }
    if (this.#store !== undefined) await inTime(tell(this.#store, key, word, life), this.#timeout);
    if (full !== undefined) throw full;
  }

  #lifeOf({ exp }: NamedToken): number | undefined {
    if (exp === undefined) return undefined;
    if (typeof exp !== 'number' || !Number.isFinite(exp)) throw new TypeError('`exp` must be unix seconds');
    return exp + MAX_TOLERANCE - timeOf(this.#clock);
  }

  #lasting(keepFor: number | undefined): number | undefined {
    if (keepFor === undefined) return undefined;
    if (!(typeof keepFor === 'number' && keepFor > 0 && Number.isFinite(keepFor))) {
      throw new TypeError('`keepFor` must be a number of seconds over 0');
    }
    return keepFor + MAX_TOLERANCE;
  }
}

/** The word to write over an old one; undefined where that goes further: a later time, or a revocation. */
function further(old: string | null | undefined, word: string): string | undefined {
  if (old === null || old === undefined) return word;
  return (old === REVOKED && word === EXISTS) || Number(old) > Number(word) ? undefined : word;
}

async function tell(store: Store, key: string, word: string, life: number | undefined): Promise<void> {
  const there = further((await store.get([key]))[0], word);
  if (there !== undefined) await store.set(key, there, life);
}

function nameOf(what: string, name: unknown): string {
  if (typeof name === 'string' && name !== '') return name;
  throw new TypeError(`\`${what}\` must be a non-empty string: what has no name cannot be revoked by it`);
}
