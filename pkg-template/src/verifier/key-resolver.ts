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
import { SharedWork, type WaitUntil } from '../lib/shared-work.js';
import { redactText } from '../redact/text.js';
import * as wasm from '../../wasm/verifier.js';
import { ComposedVerifier } from './composed.js';
import { boundedToken } from './core-verifier.js';
import { tokenOf, type Credential } from './credentials.js';
import type { Needs } from './grants.js';
import { withoutHmac } from './key-sources.js';
import type { OwnVerifier } from './own.js';
import type { AsyncContext, KeyResolver, Keys, Login, TokenHints, VerifiedToken, VerifierOptions } from './types.js';

/** Seconds for which keys are kept that a signature has fitted. */
const PROVEN_FOR = 300;
/** Seconds for which the function is not asked again: it found no key, or one that no signature has fitted since. */
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
  readonly #proven = new Map<string, Answer<Claims>>();
  readonly #others = new Map<string, Answer<Claims>>();
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

  verifyNow(credential: Credential, login?: Login): VerifiedToken<Claims> {
    const hints = this.#hintsOf(credential);
    const name = nameOf(hints);
    const passed = this.firstNow(this.#known(name) ?? this.#askNow(name, hints), credential, login);
    this.#prove(name);
    return passed;
  }

  async verifyCredential(credential: Credential, context?: AsyncContext, needs?: Needs): Promise<VerifiedToken<Claims>> {
    const waitUntil = context?.waitUntil;
    const hints = this.#hintsOf(credential);
    const name = nameOf(hints);
    let passed: VerifiedToken<Claims>;
    try {
      passed = await this.firstLater(this.#known(name) ?? (await this.#askLater(name, hints, waitUntil)), credential, context, needs);
    } catch (error) {
      // The tenant may have another key by now. Nobody who sends a bad signature takes the old one away.
      if (!this.#isDue(name, error)) throw error;
      const candidates = await this.#askLater(name, hints, waitUntil).catch(() => {
        throw error;
      });
      passed = await this.firstLater(candidates, credential, context, needs);
    }
    this.#prove(name);
    return passed;
  }

  #askNow(name: string, hints: TokenHints): readonly OwnVerifier<Claims>[] {
    if (this.#underway.get(name)?.isFinished === false) throw unavailable(LATER);
    let keys: ReturnType<KeyResolver>;
    try {
      keys = this.#resolve(hints);
      if (!isThenable(keys)) return this.#keep(name, keys);
    } catch (error) {
      throw unavailable(error);
    }
    // It serves the next token that asks.
    const later = keys;
    this.#begin(name, async () => later);
    throw unavailable(LATER);
  }

  async #askLater(name: string, hints: TokenHints, waitUntil?: WaitUntil): Promise<readonly OwnVerifier<Claims>[]> {
    for (;;) {
      const other = this.#underway.get(name);
      const work = other?.isFinished === false ? other : this.#begin(name, async () => this.#resolve(hints), waitUntil);
      const ended = work === other ? await work.wait() : (await work.done, true);
      if (work.error !== undefined) throw unavailable(work.error);
      if (ended) return this.#known(name) ?? [];
      this.#underway.delete(name);
    }
  }

  #begin(name: string, resolve: () => Promise<Awaited<ReturnType<KeyResolver>>>, waitUntil?: WaitUntil): SharedWork {
    for (const [each, { isFinished }] of this.#underway) if (isFinished) this.#underway.delete(each);
    if (this.#underway.size >= MAX_ENTRIES) throw unavailable(new Error('too many tokens wait for it'));
    const work = new SharedWork(++this.#begun, LONGEST_MS, async () => void this.#keep(name, await resolve()), waitUntil);
    this.#underway.set(name, work);
    return work;
  }

  /** The verifiers for what the function has said lately; undefined if it is to be asked. */
  #known(name: string): readonly OwnVerifier<Claims>[] | undefined {
    const now = timeOf(this.#clock);
    const young = (answers: Map<string, Answer<Claims>>, seconds: number) => {
      const answer = answers.get(name);
      return answer !== undefined && Math.abs(now - answer.at) < seconds ? [answer] : [];
    };
    const answers = [...young(this.#others, COOLDOWN), ...young(this.#proven, PROVEN_FOR)];
    return answers.length === 0 ? undefined : answers.flatMap(({ verifier }) => verifier ?? []);
  }

  #keep(name: string, keys: Awaited<ReturnType<KeyResolver>>): readonly OwnVerifier<Claims>[] {
    const none = keys === undefined || keys === null;
    if (!none) refuseSymmetric(keys);
    const verifier = none ? undefined : this.#make(keys);
    if (none) this.#proven.delete(name);
    store(this.#others, name, { at: timeOf(this.#clock), verifier });
    return verifier === undefined ? [] : [verifier];
  }

  /** A signature has fitted: the keys are no invention of whoever sent the token. */
  #prove(name: string): void {
    const answer = this.#others.get(name);
    if (answer?.verifier === undefined) return;
    this.#others.delete(name);
    store(this.#proven, name, answer);
  }

  /** Whether the function may say more by now than what a token was refused by. */
  #isDue(name: string, error: unknown): boolean {
    if (!(error instanceof TokenError) || (error.code !== 'signature_invalid' && error.code !== 'key_not_found')) return false;
    const last = Math.max(...[this.#proven, this.#others].map((answers) => answers.get(name)?.at ?? -Infinity));
    return this.#proven.has(name) && Math.abs(timeOf(this.#clock) - last) >= COOLDOWN;
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

/** Keeps the latest answers. */
function store<Claims>(answers: Map<string, Answer<Claims>>, name: string, answer: Answer<Claims>): void {
  answers.delete(name);
  answers.set(name, answer);
  if (answers.size > MAX_ENTRIES) answers.delete(answers.keys().next().value!);
}

const LATER = new Error('it answers later: call verifyAsync');

const nameOf = ({ iss, kid, alg }: TokenHints): string => JSON.stringify([iss, kid, alg]);

/** Longest reason that is repeated, in UTF-16 units. */
const MAX_REASON_LENGTH = 200;

/** The reason alone, redacted: what a function throws that fetches or asks a database may hold secrets. */
function unavailable(error: unknown): Error {
  const { message } = Object(error) as Partial<Error>;
  const reason = redactText(String(message).slice(0, 10 * MAX_REASON_LENGTH)).slice(0, MAX_REASON_LENGTH);
  return refusal('keys_unavailable', { cause: new Error(`the function \`keys\` found none: ${reason}`) });
}

/** A JWK comes from somewhere else, and whoever can fetch a secret can sign with it. */
function refuseSymmetric(keys: Keys): void {
  const all = [keys].flat().flatMap((key) => [key, (Object(key) as { keys?: unknown }).keys].flat());
  if (all.some((key) => (Object(key) as { kty?: unknown }).kty === 'oct')) {
    throw new TypeError('a JWK with `kty: "oct"` is refused; give a secret of your own as `{ secret }`');
  }
}

/** The options with a key that never meets a token. */
function withSomeKey<Claims>(rest: Omit<VerifierOptions<Claims>, 'keys'>): VerifierOptions<Claims> {
  const others = withoutHmac(rest.algorithms);
  if (others?.length === 0 && rest.algorithms.length > 0) {
    return { ...rest, keys: { secret: Uint8Array.from({ length: 64 }, (_, at) => at) } };
  }
  return { ...rest, algorithms: others, keys: { [REMOTE]: true, environment: rest.environment } as never };
}
