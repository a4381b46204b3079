/** Keys that are fetched from their issuer, and fetched again before they go out of date. */
import * as wasm from '../../wasm/verifier.js';
import { remoteKeys } from '../lib/brands.js';
import { callWith, numbersWith, outputText } from '../bridge/call.js';
import { HISTORY, PLAN_FETCH, PLAN_FETCH_OR_USE, PLAN_REFUSE, PLAN_USE, PLAN_USE_AND_FETCH, SCHEDULE, YES } from '../bridge/codes.js';
import { refusal, withCause } from '../bridge/text.js';
import { fractionalClock, timeOf, type Clock } from '../lib/clock.js';
import { check, clockOf, membersOf } from '../lib/options.js';
import { checkedUrl, fetchText, insecureHostsOf, type Fetch } from '../http/fetch-text.js';
import { SharedWork, type WaitUntil } from '../lib/shared-work.js';
import { discover, isConfiguration, issuerOfTokens, reasonOf } from './discovery.js';
import { SharedKeys, type Shared } from './shared-cache.js';
import { unusedOf } from './skipped-keys.js';
import type { RemoteJwksOptions, RemoteKeys, SkippedKey } from './types.js';
import '../lib/web-types.js';

/**
 * The keys of a JWKS URL, or of one that serves a map of `kid` to certificate, as Google's does. They are fetched once, kept for `ttl`, fetched again ahead of time and
 * when a token names a key that is not among them; old ones serve while the issuer is down,
 * for `maxStale` at most. Only one fetch is under way at a time.
 *
 * @throws {TypeError} for a URL that is not `https:` (loopback and `allowInsecure` excepted), or a wrong option
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
  const hosts = insecureHostsOf(options?.allowInsecure);
  const checked = checkedUrl('remoteJwks', url, hosts);
  if (isConfiguration(checked)) {
    throw new TypeError('remoteJwks: this URL is of a configuration that names the keys: call discoverJwks with the issuer');
  }
  return new FetchedKeys('remoteJwks', checked, undefined, options, hosts);
}

/**
 * The keys of an OpenID Connect issuer, by its `/.well-known/openid-configuration` (OpenID Connect
 * Discovery 1.0 section 4), or of an OAuth issuer that has none, by its
 * `/.well-known/oauth-authorization-server` (RFC 8414 section 3). A verifier with these keys accepts
 * this issuer, and no other. Of Microsoft Entra ID, `common` and `organizations` stand for the issuers of all
 * tenants, each bound to the token's `tid`: narrow that by `claims: { tid: [...] }`, or by `issuer`.
 *
 * @throws {TypeError} for an issuer that is not an `https:` URL (loopback and `allowInsecure` excepted), or a
 *   wrong option
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
  const hosts = insecureHostsOf(options?.allowInsecure);
  const url = checkedUrl('discoverJwks', issuer, hosts);
  if (/[?#]/.test(issuer)) throw new TypeError('discoverJwks: an issuer has no query and no fragment');
  if (url.pathname.includes('/.well-known/')) {
    throw new TypeError('discoverJwks: expected the issuer alone, such as https://id.example; for the URL of a JWKS call remoteJwks');
  }
  return new FetchedKeys('discoverJwks', url, issuer, options, hosts);
}

/** @internal */
export class FetchedKeys implements RemoteKeys {
  readonly url: string;
  readonly environment: string | undefined;
  /** The issuer of the tokens, if it says where its keys are. */
  readonly issuer: string | undefined;
  /** The issuer that is asked for that, which for many tenants is another one. */
  readonly #asked: string | undefined;
  /** The JWKS, and how many there have been. */
  text: string | undefined;
  version = 0;
  /** The number of the last fetch that was begun: what a later one brings is news to whoever knows this one. */
  begun = 0;

  readonly #schedule: readonly number[];
  readonly #clock: Clock;
  readonly #shared: SharedKeys | undefined;
  readonly #fetch: Fetch;
  readonly #headers: Record<string, string>;
  readonly #insecureHosts: readonly string[];
  readonly #onSkippedKey: ((skipped: SkippedKey) => void) | undefined;
  readonly #onError: ((error: Error) => void) | undefined;
  #jwksUrl: URL | undefined;
  #work: SharedWork | undefined;
  #loadedAt = NaN;
  #failedAt = NaN;
  #failures = 0;
  /** Why the last fetch failed. */
  #failure: Error | undefined;
  /** The members of the set in use that are not used, if there are any. */
  #unused: Error | undefined;
  #fruitlessAt = NaN;
  /** The number of the last fetch that brought a JWKS. */
  #brought = 0;

  constructor(name: string, url: URL, issuer: string | undefined, options: RemoteJwksOptions, insecureHosts: readonly string[]) {
    const given = membersOf(name, options);
    const clock = clockOf(given, fractionalClock);
    const { environment, cache, fetch: ownFetch, headers: ownHeaders, allowInsecure: _, onSkippedKey, onError, ...numbers } = given;
    for (const [option, value] of Object.entries({ fetch: ownFetch, onSkippedKey, onError })) {
      check(value === undefined || typeof value === 'function', option, value, 'be a function');
    }
    const headers = ownHeaders === undefined ? undefined : (membersOf('`headers`', ownHeaders) as Record<string, string>);
    this.#onSkippedKey = onSkippedKey;
    this.#onError = onError;
    this.#schedule = [...numbersWith(numbers, () => wasm.readSchedule(issuer !== undefined))];
    if (environment !== undefined) callWith(environment, () => wasm.readEnvironment());
    remoteKeys.add(this);
    this.url = url.href;
    this.environment = environment;
    this.#asked = issuer;
    this.issuer = issuer === undefined ? undefined : issuerOfTokens(issuer);
    this.#jwksUrl = issuer === undefined ? url : undefined;
    this.#clock = clock;
    this.#shared = cache === undefined ? undefined : new SharedKeys(cache, [name, String(issuer ?? url), headers], environment);
    // Looked up at every call: tests and tracers replace the global one.
    this.#fetch = ownFetch ?? ((target, init) => fetch(target, init));
    this.#headers = { ...ACCEPT, ...headers };
    this.#insecureHosts = insecureHosts;
  }

  /** @param before is called before anything is waited for or refused: it may throw what comes first */
  async load(waitUntil?: WaitUntil, before?: () => void): Promise<void> {
    for (;;) {
      const plan = this.#plan(false);
      if (plan !== PLAN_USE && plan !== PLAN_USE_AND_FETCH) before?.();
      if (plan === PLAN_FETCH || plan === PLAN_FETCH_OR_USE) {
        await this.#wait(false, waitUntil);
        continue;
      }
      if (plan === PLAN_USE_AND_FETCH) this.#refresh(waitUntil);
      else if (plan !== PLAN_USE) throw this.unavailable();
      return;
    }
  }

  /** For those who cannot wait: throws unless there are keys that may be used. */
  use(): void {
    const plan = this.#plan(false);
    if (plan !== PLAN_USE && plan !== PLAN_REFUSE) this.#refresh();
    if (this.text === undefined || plan > PLAN_FETCH_OR_USE) throw this.unavailable();
  }

  /** For those who cannot wait, and have a token whose key is not there. */
  refreshForUnknown(): void {
    if (this.#underway !== undefined || this.#plan(true) !== PLAN_FETCH) return;
    // Nobody will see whether that brings the key: what follows may be a flood.
    this.#fruitlessAt = timeOf(this.#clock);
    this.#start(true);
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
    if (this.#underway !== undefined) {
      await this.#wait(true, waitUntil);
      return true;
    }
    if (this.#plan(true) !== PLAN_FETCH) return false;
    const { number } = await this.#wait(true, waitUntil);
    return this.#brought >= number;
  }

  /** That nothing can be said of a token, and why. */
  unavailable(): Error {
    return refusal('keys_unavailable', { cause: this.#failure });
  }

  /**
   * The verdict on a token whose key is not there: with an issuer that is out of reach, which may have
   * keys that are not here, nobody can tell; else it may be one that is not used.
   */
  verdictOn(notFound: Error): Error {
    if (this.#failures > 0) return this.unavailable();
    return this.#unused === undefined ? notFound : withCause(notFound, this.#unused);
  }

  #scheduled(name: (typeof SCHEDULE)[number]): number {
    return this.#schedule[SCHEDULE.indexOf(name)]!;
  }

  #plan(unknownKey: boolean): number {
    const now = timeOf(this.#clock);
    const times = { loadedAt: this.#loadedAt, failedAt: this.#failedAt, failures: this.#failures, fruitlessAt: this.#fruitlessAt };
    const history = HISTORY.map((name) => times[name]);
    return callWith([this.#schedule, history], () => wasm.planFetch(now, Number(unknownKey)));
  }

  /** The fetch that there is something to wait for. */
  get #underway(): SharedWork | undefined {
    return this.#work?.isFinished === false ? this.#work : undefined;
  }

  /** Fetches in the background, if nobody is at it. */
  #refresh(waitUntil?: WaitUntil): void {
    if (this.#underway === undefined) this.#start(false, waitUntil);
  }

  /** Waits for the fetch that is under way, or for one that is begun here. */
  async #wait(forUnknownKey: boolean, waitUntil?: WaitUntil): Promise<SharedWork> {
    const other = this.#underway;
    if (other === undefined) {
      const work = this.#start(forUnknownKey, waitUntil);
      await work.done;
      return work;
    }
    if (!(await other.wait()) && this.#work === other) this.#work = undefined;
    return other;
  }

  #start(forUnknownKey: boolean, waitUntil?: WaitUntil): SharedWork {
    const number = ++this.begun;
    // The shared cache, where the keys are (which may be asked for at two places), and the keys.
    const fetches = this.issuer === undefined ? 2 : 3;
    const longest = 1000 * (fetches * this.#scheduled('timeout') + 2);
    return (this.#work = new SharedWork(number, longest, () => this.#run(number, forUnknownKey), waitUntil));
  }

  /** Gives what is to be done afterwards. What went wrong shows in the times. */
  async #run(number: number, forUnknownKey: boolean): Promise<(() => Promise<void>) | undefined> {
    try {
      // An isolate that has just been started takes what another one has fetched.
      if (!forUnknownKey && (await this.#takeShared())) return undefined;
      const jwks = await this.#fetchJwks();
      const skipped = this.#skippedOf(jwks);
      if (skipped === undefined) throw new Error(`the answer is no JWKS${/^\s*</.test(jwks) ? ', but HTML: look at the URL' : ''}`);
      // One that was given up may come home late.
      if (number < this.#brought) return undefined;
      const at = timeOf(this.#clock);
      this.#accept(jwks, skipped, at);
      this.#brought = number;
      return () => this.#share({ at, jwks });
    } catch (error) {
      this.#failures += 1;
      this.#failedAt = timeOf(this.#clock);
      this.#tell(error);
      // The issuer may have moved its keys.
      if (this.issuer !== undefined) this.#jwksUrl = undefined;
      return undefined;
    }
  }

  #tell(error: unknown): void {
    const { origin, pathname } = this.#jwksUrl ?? new URL(this.url);
    // Not the error itself: what fetch functions put there (URLs, requests) may hold secrets.
    const reason = reasonOf(error, [new URL(this.url).search, this.#jwksUrl?.search ?? '', ...Object.values(this.#headers)]);
    this.#failure = new Error(`the keys of ${origin}${pathname} could not be fetched: ${reason}`);
    try {
      this.#onError?.(this.#failure);
    } catch {
      // Whoever watches does not change the verdict.
    }
  }

  async #fetchJwks(): Promise<string> {
    const limits = {
      timeout: this.#scheduled('timeout'),
      maxBytes: this.#scheduled('maxBytes'),
      fetch: this.#fetch,
      headers: this.#headers,
    };
    const asked = new URL(this.url);
    if (this.#jwksUrl === undefined) {
      const jwks_uri = await discover(this.#asked!, limits);
      // Nobody out there names what is on this machine.
      const isHere = asked.protocol === 'http:' && !this.#insecureHosts.includes(asked.host);
      this.#jwksUrl = checkedUrl('jwks_uri', jwks_uri, this.#insecureHosts, isHere);
    }
    // The caller's headers are for the host that the caller named.
    const headers = this.#jwksUrl.origin === asked.origin ? this.#headers : ACCEPT;
    return fetchText(this.#jwksUrl, { ...limits, headers });
  }

  #accept(text: string, skipped: readonly SkippedKey[], at: number): void {
    this.#take(text, skipped, at);
    this.#failedAt = NaN;
    this.#failures = 0;
    this.#failure = undefined;
  }

  #take(text: string, skipped: readonly SkippedKey[], at: number): void {
    // The same keys again: their tables and the cache stay.
    if (text !== this.text) {
      this.text = text;
      this.version += 1;
      this.#unused = unusedOf(skipped, 'the fetched set', 'and others, see `onSkippedKey`');
    }
    this.#loadedAt = at;
  }

  /** Whether the shared cache had keys that are fresh. Stale ones are kept for when the fetch fails. */
  async #takeShared(): Promise<boolean> {
    const now = timeOf(this.#clock);
    const shared = await this.#shared?.get(now, this.#loadedAt);
    const skipped = shared === undefined ? undefined : this.#skippedOf(shared.jwks);
    if (shared === undefined || skipped === undefined) return false;
    const fresh = now - shared.at < this.#scheduled('ttl') - this.#scheduled('refreshAhead');
    if (fresh) this.#accept(shared.jwks, skipped, shared.at);
    else this.#take(shared.jwks, skipped, shared.at);
    return fresh;
  }

  async #share(shared: Shared): Promise<void> {
    await this.#shared?.set(shared, this.#scheduled('ttl') + this.#scheduled('maxStale'));
  }

  /** The members of a JWKS that are not used; undefined if it is none. */
  #skippedOf(text: string): readonly SkippedKey[] | undefined {
    // What is in use was looked at when it came.
    if (text === this.text) return [];
    if (callWith([text, this.environment], () => wasm.isJwks()) !== YES) return undefined;
    const all = JSON.parse(outputText()) as SkippedKey[];
    for (const skipped of all) {
      try {
        this.#onSkippedKey?.(skipped);
      } catch {
        // Whoever watches does not change the verdict.
      }
    }
    return all;
  }
}

const ACCEPT = { accept: 'application/jwk-set+json, application/json' };
