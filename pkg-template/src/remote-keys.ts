/** Keys that are fetched from their issuer, and fetched again before they go out of date. */
import { remoteKeys } from './brands.js';
import { callWith, numbersWith, refusal, textWith, YES } from './call.js';
import { fractionalClock, splitClock, timeOf, type Clock } from './clock.js';
import * as wasm from '../wasm/tokenward.js';
import { checkedUrl, fetchText } from './remote-fetch.js';
import type { Store } from './stores/types.js';

/** A fetch function: the global one, a service binding's, or a test's. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Options of {@link remoteJwks} and {@link discoverJwks}. Times are seconds. */
export interface RemoteJwksOptions {
  /** Keys are fresh that long after they were fetched. Default 600. */
  ttl?: number;
  /** That long before they cease to be fresh they are fetched again in the background. Default a fifth of `ttl`. */
  refreshAhead?: number;
  /** When they cannot be fetched, old keys serve that long after they ceased to be fresh, and no longer. Default 3600. */
  maxStale?: number;
  /**
   * A token with an unknown `kid` makes one fetch. If that does not bring its key, no unknown
   * `kid` makes another one for that long. Default 10.
   */
  cooldown?: number;
  /** A fetch may take that long. Default 5. */
  timeout?: number;
  /** Longest answer, in bytes. Default 262 144. */
  maxBytes?: number;
  /** Where several isolates or processes share what one of them has fetched. Default none. */
  cache?: Store;
  /** The environment these keys belong to; must be the verifier's. */
  environment?: string;
  /** Used instead of the global `fetch`. */
  fetch?: Fetch;
  /** Sent with every fetch. */
  headers?: Record<string, string>;
  /** Where the time comes from, in unix seconds. Default the system clock. */
  clock?: Clock;
}

/** Keeps work alive after a response was sent: a worker's `ctx.waitUntil`. */
export type WaitUntil = (work: Promise<unknown>) => void;

/** What the core's `Plan` says; see src/wasm/remote.rs. */
const USE = 1;
const USE_AND_FETCH = 2;
const FETCH_OR_USE = 3;
const FETCH = 4;

/** A fetch that is under way. */
interface Flight {
  number: number;
  startedAt: number;
  settled: boolean;
  done: Promise<void>;
}

/**
 * Keys that are fetched: give them to `createVerifier` as `keys`. Nothing is fetched before the
 * first token, or {@link RemoteKeys.load}.
 */
export interface RemoteKeys {
  /** Where the keys come from: the JWKS, or the issuer that names it. */
  readonly url: string;
  /** Fetches the keys unless they are there and fresh; afterwards `verify` need not wait.
   * @throws {TokenError} `keys_unavailable` */
  load(waitUntil?: WaitUntil): Promise<void>;
}

/**
 * The keys of a JWKS URL. They are fetched once, kept for `ttl`, fetched again ahead of time and
 * when a token names a key that is not among them; old ones serve while the issuer is down,
 * for `maxStale` at most. Only one fetch is under way at a time.
 *
 * @throws {TypeError} for a URL that is not `https:` (loopback excepted), or a wrong option
 *
 * @example
 * ```ts
 * import { createVerifier, remoteJwks } from 'tokenward';
 *
 * const keys = remoteJwks('https://id.example/.well-known/jwks.json', { ttl: 300 });
 * const verifier = createVerifier({ keys, algorithms: ['ES256'], issuer: 'https://id.example', audience: 'https://api.example' });
 * const { claims } = await verifier.verifyAsync(token);
 * ```
 */
export function remoteJwks(url: string | URL, options: RemoteJwksOptions = {}): RemoteKeys {
  return new FetchedKeys('remoteJwks', checkedUrl('remoteJwks', url), undefined, options);
}

/**
 * The keys of an OpenID Connect issuer, by its `/.well-known/openid-configuration` (OpenID Connect
 * Discovery 1.0 section 4). A verifier with these keys accepts this issuer, and no other.
 *
 * @throws {TypeError} for an issuer that is not an `https:` URL (loopback excepted), or a wrong option
 *
 * @example
 * ```ts
 * import { createVerifier, discoverJwks } from 'tokenward';
 *
 * const keys = discoverJwks('https://id.example');
 * const verifier = createVerifier({ keys, algorithms: ['RS256'], audience: 'https://api.example' });
 * ```
 */
export function discoverJwks(issuer: string, options: RemoteJwksOptions = {}): RemoteKeys {
  return new FetchedKeys('discoverJwks', checkedUrl('discoverJwks', issuer), String(issuer), options);
}

/** @internal */
export class FetchedKeys implements RemoteKeys {
  readonly url: string;
  readonly environment: string | undefined;
  /** The issuer that was asked where its keys are. */
  readonly issuer: string | undefined;
  /** The JWKS, and how many there have been. */
  text: string | undefined;
  version = 0;
  /** The number of the last fetch that was begun: what a later one brings is news to whoever knows this one. */
  begun = 0;

  readonly #schedule: readonly number[];
  readonly #clock: Clock;
  readonly #cache: Store | undefined;
  readonly #cacheKey: string;
  readonly #fetch: Fetch;
  readonly #headers: Record<string, string>;
  #jwksUrl: URL | undefined;
  #flight: Flight | undefined;
  #loadedAt = NaN;
  #failedAt = NaN;
  #failures = 0;
  #fruitlessAt = NaN;
  /** The number of the last fetch that brought a JWKS. */
  #brought = 0;

  constructor(name: string, url: URL, issuer: string | undefined, options: RemoteJwksOptions) {
    const [given, clock] = splitClock(name, options, fractionalClock);
    const { environment, cache, fetch: ownFetch, headers, ...numbers } = given as RemoteJwksOptions;
    if (ownFetch !== undefined && typeof ownFetch !== 'function') throw new TypeError(`${name}: \`fetch\` must be a function`);
    if (cache !== undefined && (typeof cache?.get !== 'function' || typeof cache.set !== 'function')) {
      throw new TypeError(`${name}: \`cache\` must be a store: it has \`get\` and \`set\``);
    }
    this.#schedule = [...numbersWith(numbers, () => wasm.readSchedule())];
    if (environment !== undefined) callWith(environment, () => wasm.readEnvironment());
    remoteKeys.add(this);
    this.url = url.href;
    this.environment = environment;
    this.issuer = issuer;
    this.#jwksUrl = issuer === undefined ? url : undefined;
    this.#clock = clock;
    this.#cache = cache;
    this.#cacheKey = `tokenward:${environment ?? '-'}:jwks:${textWith(url.href, () => wasm.hashApiKey())}`;
    // Looked up at every call: tests and tracers replace the global one.
    this.#fetch = ownFetch ?? ((target, init) => fetch(target, init));
    this.#headers = { accept: 'application/jwk-set+json, application/json', ...headers };
  }

  async load(waitUntil?: WaitUntil): Promise<void> {
    for (;;) {
      const plan = this.#plan(false);
      if (plan === FETCH || plan === FETCH_OR_USE) {
        await this.#wait(this.#flight ?? this.#start(false, waitUntil));
        continue;
      }
      if (plan === USE_AND_FETCH) this.refresh(waitUntil);
      else if (plan !== USE) throw refusal('keys_unavailable');
      return;
    }
  }

  /** For those who cannot wait: throws unless there are keys that may be used. */
  use(): void {
    const plan = this.#plan(false);
    if (plan !== USE) this.refresh();
    if (this.text === undefined || plan > FETCH_OR_USE) throw refusal('keys_unavailable');
  }

  /** Fetches in the background, if nobody is at it. */
  refresh(waitUntil?: WaitUntil): void {
    if (this.#flight === undefined) this.#start(false, waitUntil);
  }

  /** The same because of a token whose key is not there. */
  refreshForUnknown(): void {
    if (this.#flight === undefined && this.#plan(true) === FETCH) this.#start(true);
  }

  /**
   * For a token whose key is not there: whether to try once more, because there may be other
   * keys now. `known` is {@link begun} as it was when the token came.
   */
  async lookAgain(known: number, waitUntil?: WaitUntil): Promise<boolean> {
    if (this.#brought > known) {
      // The issuer was asked since, and does not know the key.
      this.#fruitlessAt = timeOf(this.#clock);
      return false;
    }
    if (this.#flight !== undefined) {
      await this.#wait(this.#flight);
      return true;
    }
    if (this.#plan(true) !== FETCH) return false;
    const flight = this.#start(true, waitUntil);
    await this.#wait(flight);
    return this.#brought >= flight.number;
  }

  #plan(unknownKey: boolean): number {
    const now = timeOf(this.#clock);
    const history = [this.#loadedAt, this.#failedAt, this.#failures, this.#fruitlessAt];
    return callWith([this.#schedule, history], () => wasm.planFetch(now, Number(unknownKey)));
  }

  #start(forUnknownKey: boolean, waitUntil?: WaitUntil): Flight {
    const flight: Flight = { number: ++this.begun, startedAt: Date.now(), settled: false, done: Promise.resolve() };
    this.#flight = flight;
    flight.done = this.#run(flight.number, forUnknownKey).finally(() => {
      flight.settled = true;
      if (this.#flight === flight) this.#flight = undefined;
    });
    waitUntil?.(flight.done);
    return flight;
  }

  async #wait(flight: Flight): Promise<void> {
    if (!IN_WORKERD) return flight.done;
    // There a request must not wait for what another one does, and its fetch may end with it.
    const deadline = flight.startedAt + this.#timeout * 2000;
    for (let pause = 1; !flight.settled; pause = Math.min(2 * pause, 32)) {
      if (Date.now() > deadline) {
        if (this.#flight === flight) this.#flight = undefined;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** Never rejects: what went wrong shows in the times. */
  async #run(number: number, forUnknownKey: boolean): Promise<void> {
    try {
      // An isolate that has just been started takes what another one has fetched.
      if (!forUnknownKey && (await this.#takeShared())) return;
      const text = await this.#fetchJwks();
      if (!isJwks(text)) throw new Error('no JWKS');
      this.#accept(text, timeOf(this.#clock));
      this.#brought = number;
      await this.#share(text);
    } catch {
      this.#failures += 1;
      this.#failedAt = timeOf(this.#clock);
      // The issuer may have moved its keys.
      if (this.issuer !== undefined) this.#jwksUrl = undefined;
    }
  }

  async #fetchJwks(): Promise<string> {
    const limits = { timeout: this.#timeout, maxBytes: this.#schedule[MAX_BYTES]!, fetch: this.#fetch, headers: this.#headers };
    if (this.#jwksUrl === undefined) {
      const url = new URL(`${this.issuer!.replace(/\/$/, '')}/.well-known/openid-configuration`);
      const { issuer, jwks_uri } = JSON.parse(await fetchText(url, limits)) as Record<string, unknown>;
      // OpenID Connect Discovery section 4.3: exactly the issuer that was asked.
      if (issuer !== this.issuer) throw new Error('the configuration is of another issuer');
      this.#jwksUrl = checkedUrl('jwks_uri', jwks_uri);
    }
    return fetchText(this.#jwksUrl, limits);
  }

  #accept(text: string, at: number): void {
    // The same keys again: their tables and the cache stay.
    if (text !== this.text) {
      this.text = text;
      this.version += 1;
    }
    this.#loadedAt = at;
    this.#failedAt = NaN;
    this.#failures = 0;
  }

  /** Whether the shared cache had keys that are fresh. Stale ones are kept for when the fetch fails. */
  async #takeShared(): Promise<boolean> {
    if (this.#cache === undefined) return false;
    try {
      const [kept] = await inTime(Promise.resolve(this.#cache.get([this.#cacheKey])), this.#timeout);
      const { at, jwks } = JSON.parse(kept ?? '{}') as { at?: unknown; jwks?: unknown };
      const now = timeOf(this.#clock);
      if (typeof at !== 'number' || typeof jwks !== 'string' || at > now || at <= this.#loadedAt) return false;
      if (!isJwks(jwks)) return false;
      const fresh = now - at < this.#schedule[TTL]! - this.#schedule[REFRESH_AHEAD]!;
      if (fresh) this.#accept(jwks, at);
      else if (this.text === undefined) this.#acceptStale(jwks, at);
      return fresh;
    } catch {
      return false; // A cache that is down costs a fetch.
    }
  }

  #acceptStale(text: string, at: number): void {
    this.text = text;
    this.version += 1;
    this.#loadedAt = at;
  }

  async #share(jwks: string): Promise<void> {
    if (this.#cache === undefined) return;
    const ttl = this.#schedule[TTL]! + this.#schedule[MAX_STALE]!;
    try {
      const kept = JSON.stringify({ at: this.#loadedAt, jwks });
      await inTime(Promise.resolve(this.#cache.set(this.#cacheKey, kept, ttl)), this.#timeout);
    } catch {
      // The next isolate fetches for itself.
    }
  }

  get #timeout(): number {
    return this.#schedule[TIMEOUT]!;
  }
}

const isJwks = (text: string): boolean => callWith(text, () => wasm.isJwks()) === YES;

/** Places in the schedule; see `readSchedule` in src/wasm/remote.rs. */
const TTL = 0;
const REFRESH_AHEAD = 1;
const MAX_STALE = 2;
const TIMEOUT = 4;
const MAX_BYTES = 5;

const IN_WORKERD = (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent === 'Cloudflare-Workers';

/** What a promise gives, unless it takes longer than so many seconds. @internal */
export async function inTime<T>(work: PromiseLike<T>, seconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
