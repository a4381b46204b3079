/**
 * The verifier of keys that a function finds, such as one key for each tenant.
 * @internal
 */
import { outputText } from '../bridge/call.js';
import { REMOTE } from '../bridge/codes.js';
import { TokenError } from '../bridge/errors.js';
import { callWithText, refusal } from '../bridge/text.js';
import { fractionalClock, timeOf, type Clock } from '../lib/clock.js';
import { membersOf } from '../lib/options.js';
import { isThenable } from '../lib/promises.js';
import { SharedWork } from '../lib/shared-work.js';
import * as wasm from '../../wasm/verifier.js';
import { ComposedVerifier } from './composed.js';
import { boundedToken } from './core-verifier.js';
import { tokenOf, type Credential } from './credentials.js';
import type { Needs } from './grants.js';
import type { OwnVerifier } from './own.js';
import type { AsyncContext, KeyResolver, Keys, TokenHints, VerifiedToken, VerifierOptions } from './types.js';

/** Seconds for which keys that were found are kept. */
const FOUND_FOR = 300;
/** Seconds for which the function is not asked again: it found no key, or a key that does not fit. */
const COOLDOWN = 10;
/** Most answers of either kind that are kept, and most questions that are under way. */
const MAX_ENTRIES = 256;
/** Milliseconds after which nobody waits for an answer any more. */
const LONGEST_MS = 30_000;

/** What the function said at a time. Without a verifier there was no key. */
interface Answer<Claims> {
  readonly at: number;
  readonly verifier: OwnVerifier<Claims> | undefined;
}

export class KeyResolverVerifier<Claims> extends ComposedVerifier<Claims> {
  readonly #resolve: KeyResolver;
  readonly #make: (keys: Keys) => OwnVerifier<Claims>;
  readonly #clock: Clock;
  /** Oldest first. Tokens with names that are invented fill the second and not the first. */
  readonly #found = new Map<string, Answer<Claims>>();
  readonly #missing = new Map<string, Answer<Claims>>();
  readonly #underway = new Map<string, SharedWork>();
  #begun = 0;

  /** @param make makes the verifier of keys that were found */
  constructor(options: VerifierOptions<Claims>, make: (options: VerifierOptions<Claims>) => OwnVerifier<Claims>) {
    super();
    const { keys, ...rest } = membersOf('createVerifier', options) as VerifierOptions<Claims>;
    this.#resolve = keys as KeyResolver;
    this.#make = (found) => make({ ...rest, keys: found });
    // Wrong options are found now, and not with the first key.
    const { issuer, maxTokenBytes } = make(withSomeKey(rest));
    this.set(issuer, maxTokenBytes);
    this.#clock = rest.clock ?? fractionalClock;
  }

  override async verifyCredential(credential: Credential, context?: AsyncContext, needs?: Needs): Promise<VerifiedToken<Claims>> {
    try {
      return await super.verifyCredential(credential, context, needs);
    } catch (error) {
      // The tenant may have another key by now.
      if (!(error instanceof TokenError) || (error.code !== 'signature_invalid' && error.code !== 'key_not_found')) throw error;
      if (!this.#forget(nameOf(this.#hintsOf(credential)))) throw error;
      return super.verifyCredential(credential, context, needs);
    }
  }

  protected candidates(credential: Credential): readonly OwnVerifier<Claims>[] {
    const hints = this.#hintsOf(credential);
    const name = nameOf(hints);
    const known = this.#known(name);
    if (known !== undefined) return known;
    let keys: ReturnType<KeyResolver>;
    try {
      keys = this.#resolve(hints);
      if (!isThenable(keys)) return this.#keep(name, keys);
    } catch (error) {
      throw unavailable(error);
    }
    // It serves the next token that asks.
    void keys.then((found) => this.#keep(name, found)).then(undefined, () => {});
    throw unavailable(new Error('it answers later: call verifyAsync'));
  }

  protected override async candidatesLater(credential: Credential): Promise<readonly OwnVerifier<Claims>[]> {
    const hints = this.#hintsOf(credential);
    const name = nameOf(hints);
    for (;;) {
      const known = this.#known(name);
      if (known !== undefined) return known;
      const other = this.#underway.get(name);
      const work = other?.isFinished === false ? other : this.#ask(name, hints);
      const ended = work === other ? await work.wait() : (await work.done, true);
      if (!ended) this.#underway.delete(name);
      if (work.error !== undefined) throw unavailable(work.error);
    }
  }

  #ask(name: string, hints: TokenHints): SharedWork {
    if (this.#underway.size >= MAX_ENTRIES) throw unavailable(new Error('too many tokens wait for it'));
    const work: SharedWork = new SharedWork(++this.#begun, LONGEST_MS, async () => {
      try {
        this.#keep(name, await this.#resolve(hints));
      } finally {
        if (this.#underway.get(name) === work) this.#underway.delete(name);
      }
    });
    if (!work.settled) this.#underway.set(name, work);
    return work;
  }

  /** The verifiers for what the function has said lately; undefined if it is to be asked. */
  #known(name: string): readonly OwnVerifier<Claims>[] | undefined {
    const now = timeOf(this.#clock);
    const found = this.#found.get(name);
    if (found !== undefined && Math.abs(now - found.at) < FOUND_FOR) return [found.verifier!];
    const missing = this.#missing.get(name);
    return missing !== undefined && Math.abs(now - missing.at) < COOLDOWN ? [] : undefined;
  }

  #keep(name: string, keys: Awaited<ReturnType<KeyResolver>>): readonly OwnVerifier<Claims>[] {
    const none = keys === undefined || keys === null;
    if (!none) refuseSymmetric(keys);
    const verifier = none ? undefined : this.#make(keys);
    this.#found.delete(name);
    this.#missing.delete(name);
    const answers = none ? this.#missing : this.#found;
    answers.set(name, { at: timeOf(this.#clock), verifier });
    if (answers.size > MAX_ENTRIES) answers.delete(answers.keys().next().value!);
    return verifier === undefined ? [] : [verifier];
  }

  /** Forgets keys that have not just been found: false if there is nothing to ask again. */
  #forget(name: string): boolean {
    const found = this.#found.get(name);
    return found !== undefined && Math.abs(timeOf(this.#clock) - found.at) >= COOLDOWN && this.#found.delete(name);
  }

  /** What a token says of its key and its issuer; the verdict will show whether it is true. */
  #hintsOf(credential: Credential): TokenHints {
    const bound = this.maxTokenBytes;
    callWithText(boundedToken(tokenOf(credential, bound), bound), bound, (length) => wasm.decodeUnverified(length, bound));
    const { header, claims } = JSON.parse(outputText()) as { header: TokenHints; claims: TokenHints };
    const { kid, alg } = header;
    const { iss } = claims;
    return { alg, ...(kid !== undefined && { kid }), ...(typeof iss === 'string' && { iss }) };
  }
}

const nameOf = ({ iss, kid, alg }: TokenHints): string => JSON.stringify([iss, kid, alg]);

/** The reason alone: what a function throws that fetches may hold secrets. */
function unavailable(error: unknown): Error {
  const { message } = Object(error) as Partial<Error>;
  return refusal('keys_unavailable', { cause: new Error(`the function \`keys\` found none: ${String(message).slice(0, 200)}`) });
}

/** A JWK comes from somewhere else, and whoever can fetch a secret can sign with it. */
function refuseSymmetric(keys: Keys): void {
  const all = [keys].flat().flatMap((key) => (key as { keys?: unknown })?.keys ?? key);
  if (all.some((key) => (key as { kty?: unknown } | null)?.kty === 'oct')) {
    throw new TypeError('a JWK with `kty: "oct"` is refused; give a secret of your own as `{ secret }`');
  }
}

const HMAC = ['HS256', 'HS384', 'HS512'];

/** The options with a key that never meets a token. */
function withSomeKey<Claims>(rest: Omit<VerifierOptions<Claims>, 'keys'>): VerifierOptions<Claims> {
  const others = Array.isArray(rest.algorithms) ? rest.algorithms.filter((name) => !HMAC.includes(name)) : rest.algorithms;
  if (Array.isArray(others) && others.length === 0 && rest.algorithms.length > 0) {
    return { ...rest, keys: { secret: Uint8Array.from({ length: 64 }, (_, at) => at) } };
  }
  return { ...rest, algorithms: others, keys: { [REMOTE]: true, environment: rest.environment } as never };
}
