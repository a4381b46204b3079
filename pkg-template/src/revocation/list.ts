/** Revocation: tokens, subjects and keys that are no longer good, and tokens that must be known. */
import * as wasm from '../../wasm/verifier.js';
import { revocationLists } from '../lib/brands.js';
import { callWith, textWith } from '../bridge/call.js';
import { ENTRY_EXISTS, ENTRY_REVOKED, EXISTS } from '../bridge/codes.js';
import { refusal } from '../bridge/text.js';
import { fractionalClock, timeOf, type Clock } from '../lib/clock.js';
import { check, clockOf, optionsOf } from '../lib/options.js';
import { inTime, isThenable } from '../lib/promises.js';
import { checkStore } from '../lib/store-checks.js';
import { memoryStore, type MemoryStore } from '../stores/memory.js';
import type { MaybePromise, Store } from '../stores/types.js';

/** Options of {@link createRevocationList}. */
export interface RevocationOptions {
  /** Where the list is kept. Default the memory of this process. */
  store?: Store;
  /**
   * What becomes of a token when the store cannot be asked: `'reject'` (default) refuses it with
   * `store_unavailable` (status 503), `'accept'` lets it pass unless it was revoked right here, also
   * where `mustExist` is set.
   */
  onStoreError?: 'reject' | 'accept';
  /** Seconds to wait for the store. Default 1. */
  timeout?: number;
  /** Accept only tokens that were registered: their `jti` must exist in the store. Default false. */
  mustExist?: boolean;
  /** How many entries this process may hold, besides those of the store. Default 100 000; what has no room rejects. */
  maxEntries?: number;
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
  /** When the token expires, in unix seconds. The entry is kept an hour longer; without it for ever. */
  exp?: number;
}

/** A list of revocations, for verifiers: see {@link createRevocationList}. */
export interface RevocationList {
  /**
   * Revokes one token. Rejects if the store fails; here it is revoked all the same, for as long as
   * the process lives. Elsewhere it is not then, so do it again.
   */
  revokeToken(token: NamedToken): Promise<void>;
  /**
   * Revokes every token of a subject that was issued until `since` (unix seconds, default now): a
   * log-out everywhere. Of several calls the latest `since` counts. A token without `iat` is refused
   * as well, and so is one of the very second: most issuers write `iat` in whole seconds, so a new
   * log-in works from the next one on.
   *
   * @param options `keepFor`: seconds, the longest life of a token; without it kept for ever
   */
  revokeSubject(sub: string, options?: { since?: number; iss?: string; keepFor?: number }): Promise<void>;
  /**
   * Revokes every token signed with the key of this `kid`, also where a token does not name it. A
   * key that was configured without a `kid` is known only by what its tokens call it, and whoever
   * has stolen it calls it something else: give it one, as in `{ pem, kid }`.
   */
  revokeKey(kid: string, options?: { iss?: string; keepFor?: number }): Promise<void>;
  /**
   * Makes a token known, for lists with `mustExist`: call it where tokens are issued. It counts
   * everywhere as soon as the store shows it, and never undoes a revocation.
   */
  register(token: NamedToken): Promise<void>;
}

const KNOWN = ['store', 'onStoreError', 'timeout', 'mustExist', 'maxEntries', 'environment', 'clock'];

/** An entry is kept that many seconds longer than its token is good, for verifiers with a `clockTolerance`. */
const MAX_TOLERANCE = 3600;

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
  /** Whether there was no room for one of them: then nobody can say what was not revoked here. */
  #overflowed = false;
  readonly #store: Store | undefined;
  readonly #accept: boolean;
  readonly #timeout: number;
  readonly #mustExist: boolean;

  constructor(options: RevocationOptions) {
    const given = optionsOf('createRevocationList', options, KNOWN);
    const clock = clockOf(given, fractionalClock);
    const { store, onStoreError = 'reject', timeout = 1, mustExist = false, maxEntries, environment } = given;
    if (store !== undefined) checkStore('store', store);
    check(onStoreError === 'reject' || onStoreError === 'accept', 'onStoreError', onStoreError, "be 'reject' or 'accept'");
    check(typeof timeout === 'number' && timeout > 0 && timeout <= 60, 'timeout', timeout, 'be a number of seconds over 0, at most 60');
    check(typeof mustExist === 'boolean', 'mustExist', mustExist, 'be a boolean');
    if (environment !== undefined) callWith(environment, () => wasm.readEnvironment());
    revocationLists.add(this);
    this.environment = environment;
    this.#clock = clock;
    this.#local = memoryStore(maxEntries === undefined ? { clock } : { clock, maxEntries });
    this.#store = store;
    this.#accept = onStoreError === 'accept';
    this.#timeout = timeout;
    this.#mustExist = mustExist;
  }

  // These are `async` so that a wrong argument rejects as well; what counts here counts before the
  // first `await` all the same.

  async revokeToken(token: NamedToken): Promise<void> {
    await this.#revoke(this.#keyOf('jti', token?.jti, token?.iss), 0, untilOf(token));
  }

  async register(token: NamedToken): Promise<void> {
    const key = this.#keyOf('known', token?.jti, token?.iss);
    const life = this.#lifeUntil(untilOf(token));
    if (life <= 0) return; // It has expired already.
    if (this.#store === undefined) return this.#local.set(key, EXISTS, ttlOf(life));
    // What exists is the store's to say.
    const store = this.#store;
    await inTime(
      asPromise(() => store.set(key, EXISTS, ttlOf(life))),
      this.#timeout,
    );
  }

  async revokeSubject(sub: string, { since, iss, keepFor }: { since?: number; iss?: string; keepFor?: number } = {}): Promise<void> {
    const now = timeOf(this.#clock);
    const time = since ?? now;
    if (typeof time !== 'number' || !Number.isFinite(time)) throw new TypeError('`since` must be unix seconds');
    // A token of the last moment that is revoked may live as long as any.
    await this.#revoke(this.#keyOf('sub', sub, iss), time, Math.max(now, time) + lastingFor(keepFor));
  }

  async revokeKey(kid: string, { iss, keepFor }: { iss?: string; keepFor?: number } = {}): Promise<void> {
    await this.#revoke(this.#keyOf('kid', kid, iss), 0, timeOf(this.#clock) + lastingFor(keepFor));
  }

  /** Throws `token_revoked` or `store_unavailable`; a promise unless the store answers at once. @internal */
  check(claims: Record<string, unknown>, kid: string | undefined): MaybePromise<void> {
    if (this.#mustExist && typeof claims.jti !== 'string') throw refusal('claim_missing', { claim: 'jti' });
    // Nothing was ever revoked, and nobody else can have done it.
    if (this.#store === undefined && !this.#anything && !this.#mustExist) return;
    const { iss, jti, sub } = claims;
    const text = textWith({ environment: this.environment, iss, jti, sub, kid }, () => wasm.storeKeys(this.#mustExist));
    const keys = text === '' ? [] : text.split(' ');
    const issuedAt = typeof claims.iat === 'number' ? claims.iat : NaN;
    const known = this.#decide(keys, this.#local.get(keys), issuedAt);
    if (this.#store === undefined) return this.#exists(known);
    let entries: ReturnType<Store['get']>;
    let later: boolean;
    try {
      entries = keys.length === 0 ? [] : this.#store.get([...keys]); // a copy: who takes it apart must not change what was asked
      later = isThenable(entries);
    } catch {
      return this.#down();
    }
    if (!later) return this.#exists(this.#decide(keys, entries as Entries, issuedAt));
    return inTime(entries as PromiseLike<Entries>, this.#timeout).then(
      (found) => this.#exists(this.#decide(keys, found, issuedAt)),
      () => this.#down(),
    );
  }

  #decide(keys: string[], entries: Entries, issuedAt: number): boolean {
    if (!Array.isArray(entries) || entries.length !== keys.length) {
      this.#down();
      return true;
    }
    const said = callWith({ keys, entries }, () => wasm.readEntries(issuedAt));
    if (said === ENTRY_REVOKED) throw refusal('token_revoked');
    return said === ENTRY_EXISTS;
  }

  #exists(known: boolean): void {
    if (this.#mustExist && !known) throw refusal('token_revoked');
  }

  #down(): undefined {
    if (!this.#accept || this.#overflowed) throw refusal('store_unavailable');
  }

  /** Revokes what an entry names: a token or a key whole, of a subject what was issued until `since`. */
  async #revoke(key: string, since: number, until: number): Promise<void> {
    if (this.#lifeUntil(until) <= 0) return; // It has expired already.
    const entry = entryOf(since, until);
    const full = this.#keepHere(key, further(this.#local.get([key])[0], entry));
    if (this.#store !== undefined) await inTime(this.#storeEntry(this.#store, key, entry), this.#timeout);
    if (full !== undefined) throw full;
  }

  /** Brings the store to where we are. */
  async #storeEntry(store: Store, key: string, entry: string): Promise<void> {
    let stored = await inTime(
      asPromise(() => store.get([key])),
      this.#timeout / 2,
    ).then(
      ([old]) => old,
      (error: unknown) => {
        // A subject's entry may be earlier than the stored one, so the stored one must be read; other entries
        // cannot be weaker.
        if (partsOf(entry)[0] !== 0) throw error;
        return undefined;
      },
    );
    for (;;) {
      // Other calls may have gone further in the meantime, and their write may be behind this one.
      const wanted = further(stored, this.#local.get([key])[0] ?? entry);
      if (wanted === stored) return;
      const life = this.#lifeUntil(partsOf(wanted)[1]!);
      if (life <= 0) return;
      await store.set(key, wanted, ttlOf(life));
      stored = wanted;
    }
  }

  /** Before anything is awaited: here it counts from now on. Returns the error of a full memory. */
  #keepHere(key: string, entry: string): unknown {
    this.#anything = true;
    try {
      this.#local.set(key, entry, ttlOf(this.#lifeUntil(partsOf(entry)[1]!)));
      return undefined;
    } catch (error) {
      this.#overflowed = true;
      return error;
    }
  }

  #lifeUntil(until: number): number {
    return until - timeOf(this.#clock);
  }

  #keyOf(kind: string, name: unknown, iss: unknown): string {
    if (!isName(name) || name === '') {
      throw new TypeError(`\`${kind === 'known' ? 'jti' : kind}\` must be a non-empty string: what has no name cannot be revoked by it`);
    }
    // Left out it means anybody's, so nothing else may.
    if (iss !== undefined && !isName(iss)) throw new TypeError('`iss` must be a string');
    return textWith({ environment: this.environment, kind, iss, name }, () => wasm.storeKey());
  }
}

type Entries = readonly (string | null | undefined)[];

// Entries are written here, not in the core: to print a float would cost it some ten kilobytes.

/** What an entry holds: since when, and until when it is kept; NaN where somebody else wrote it. */
function partsOf(entry: string): number[] {
  const [since, until = Infinity] = String(entry).split(' ', 2).map(Number);
  return [since!, until];
}

function entryOf(since: number, until: number): string {
  return until === Infinity ? String(since) : `${since} ${until}`;
}

/** Two entries under one key in one: the later time, kept for the longer. What nobody here wrote stays: it revokes all. */
function further(old: string | null | undefined, entry: string): string {
  if (old === null || old === undefined) return entry;
  const [oldParts, parts] = [partsOf(old), partsOf(entry)];
  const [since, until] = [0, 1].map((i) => Math.max(oldParts[i]!, parts[i]!)) as [number, number];
  return Number.isNaN(since + until) ? old : entryOf(since, until);
}

/** The promise of what may throw at once, or answer at once. */
async function asPromise<T>(work: () => MaybePromise<T>): Promise<T> {
  return work();
}

/** Until when a token's entry is needed: unix seconds, Infinity for ever. */
function untilOf(token: NamedToken | undefined): number {
  const exp: unknown = token?.exp;
  if (exp === undefined) return Infinity;
  if (typeof exp !== 'number' || !Number.isFinite(exp)) throw new TypeError('`exp` must be unix seconds');
  return exp + MAX_TOLERANCE;
}

function lastingFor(keepFor: number | undefined): number {
  if (keepFor === undefined) return Infinity;
  if (!(typeof keepFor === 'number' && keepFor > 0 && Number.isFinite(keepFor))) {
    throw new TypeError('`keepFor` must be a number of seconds over 0');
  }
  return keepFor + MAX_TOLERANCE;
}

/** A life as stores take it: what is longer than a century is for ever, and no store's number overflows. */
function ttlOf(life: number): number | undefined {
  return life < 100 * 365 * 86_400 ? life : undefined;
}

/** A string as tokens hold them: a lone surrogate has no UTF-8, and would name nothing. */
function isName(name: unknown): name is string {
  return typeof name === 'string' && !/[\ud800-\udfff]/u.test(name);
}
