/**
 * A verifier of the core, asked about tokens: what goes in, what comes back, and as what objects.
 * @internal
 */
import {
  answeredGranted,
  answeredHeader,
  answeredKey,
  answeredSeconds,
  answeredSerial,
  answeredSlot,
  call,
  callWith,
  callWithBytes,
  outputText,
} from '../bridge/call.js';
import { CACHED } from '../bridge/codes.js';
import { currentMemory, withInstance } from '../bridge/instance.js';
import { Resident } from '../bridge/resident.js';
import { callWithText, refusal } from '../bridge/text.js';
import * as wasm from '../../wasm/verifier.js';
import type { SkippedKey } from '../keys/types.js';
import { bearerIn, SCHEME_ROOM, type Credential } from './credentials.js';
import type { Needs } from './grants.js';
import { hostFor } from './host-rsa.js';
import { copy, ParsedTokens } from './parsed-tokens.js';
import type { JwtClaims, VerifiedToken } from './types.js';

/** What the instance has, and what is known of it here: all of it ends with the instance. */
interface Held {
  inner: wasm.WasmVerifier;
  /** Where its options are in the instance's memory. */
  source: { memory: WebAssembly.Memory; at: number; length: number };
  parsed: ParsedTokens;
  /** The numbers by which the instance knows what callers need. */
  needs: WeakMap<Needs, number>;
  /** The version of the remote keys that it has. */
  keysVersion: number;
}

export class CoreVerifier {
  readonly maxTokenBytes: number;
  /** The position of the key that the last token's signature fits. */
  lastKey = 0;
  /** Whether the last token's claims grant what was needed. */
  lastGranted = true;
  readonly #resident: Resident<Held>;

  constructor(options: object) {
    const held = this.#hold(callWith(options, () => this.#make()));
    this.#resident = new Resident(held, ({ source }) => this.#again(source));
    this.maxTokenBytes = withInstance(() => held.inner.maxTokenBytes);
  }

  /** Gives it the text of a fetched JWKS, unless it has that version. */
  setKeys(text: string | undefined, version: number): void {
    const held = this.#resident.current();
    if (held.keysVersion === version) return;
    callWith(text, () => held.inner.setRemoteKeys(this.#host()));
    held.parsed = new ParsedTokens();
    held.keysVersion = version;
  }

  /** Verifies a token where it is, and asks whether it grants what is needed. */
  verify({ value, inHeader }: Credential, now: number, needs?: Needs): VerifiedToken {
    const { inner } = this.#resident.current();
    const number = needs === undefined ? 0 : this.#numberOf(needs);
    const bound = this.maxTokenBytes;
    if (inHeader) {
      return this.#answer((anew) =>
        callWithText(value, bound, (length) => inner.verifyAuthorization(length, now, anew, number), SCHEME_ROOM),
      );
    }
    return this.#answer((anew) => callWithText(value, bound, (length) => inner.verify(length, now, anew, number)));
  }

  /** Verifies an ID token, with what is known of its login. */
  verifyLogin({ value, inHeader }: Credential, now: number, login: object): VerifiedToken {
    const { inner } = this.#resident.current();
    const token = inHeader ? bearerIn(value, this.maxTokenBytes) : value;
    return this.#answer(() => callWith([boundedToken(token, this.maxTokenBytes), login], () => inner.verifyLogin(now)));
  }

  /** The `kid` of the key at a position, if it has one. */
  keyId(position: number): string | undefined {
    const { inner } = this.#resident.current();
    return withInstance(() => inner.keyId(position)) ? outputText() : undefined;
  }

  /** The members of written-down sets that are not used. */
  skippedKeys(): readonly SkippedKey[] {
    const { inner } = this.#resident.current();
    call(() => inner.skippedKeys());
    return JSON.parse(outputText()) as SkippedKey[];
  }

  #make(): wasm.WasmVerifier | undefined {
    return wasm.WasmVerifier.make(this.#host());
  }

  /** From the options in the memory of an instance that is gone: the keys are not kept here as well. */
  #again({ memory, at, length }: Held['source']): Held {
    const options = new Uint8Array(memory.buffer, at, length);
    const held = this.#hold(callWithBytes(options, () => this.#make()));
    // Not before: should this instance trap too, the next one is made from them.
    options.fill(0);
    return held;
  }

  #hold(inner: wasm.WasmVerifier): Held {
    const source = withInstance(() => ({ memory: currentMemory(), at: inner.sourcePointer, length: inner.sourceLength }));
    return { inner, source, parsed: new ParsedTokens(), needs: new WeakMap(), keysVersion: 0 };
  }

  #host(): ReturnType<typeof hostFor> {
    return hostFor((use) => (this.#resident.current().inner.rsaKey(use) ? (JSON.parse(outputText()) as { alg: string }) : undefined));
  }

  #numberOf(needs: Needs): number {
    const held = this.#resident.current();
    let number = held.needs.get(needs);
    if (number === undefined) {
      number = callWith(needs, () => held.inner.addNeeds());
      held.needs.set(needs, number);
    }
    return number;
  }

  /** The token that `ask` lets pass, as objects of the caller's own. */
  #answer(ask: (anew: boolean) => number): VerifiedToken {
    return (ask(false) === CACHED ? this.#kept() : this.#read()) ?? (ask(true), this.#read());
  }

  #kept(): VerifiedToken | undefined {
    const token = this.#resident.current().parsed.load(answeredSlot(), answeredSerial());
    this.lastKey = answeredKey();
    this.lastGranted = answeredGranted();
    return token && withExpiry(token, answeredSeconds());
  }

  #read(): VerifiedToken {
    const { inner, parsed } = this.#resident.current();
    // Before anything is asked again: the next answer takes the place of this one.
    const id = answeredHeader();
    const slot = answeredSlot();
    const serial = answeredSerial();
    const seconds = answeredSeconds();
    this.lastKey = answeredKey();
    this.lastGranted = answeredGranted();
    const text = outputText();
    const claims = JSON.parse(text) as JwtClaims;
    const header = parsed.header(id, () => {
      call(() => inner.headerText(id));
      return outputText();
    });
    if (slot >= 0) parsed.store(slot, serial, header, text);
    return withExpiry({ header: copy(header), claims }, seconds);
  }
}

/** A token that crosses as a value; the core sees that one is too long or none. */
export function boundedToken(token: unknown, maxBytes: number): unknown {
  if (typeof token !== 'string' && token !== undefined && token !== null) throw refusal('token_malformed');
  return token?.slice(0, maxBytes + 1);
}

function withExpiry(token: VerifiedToken, seconds: number): VerifiedToken {
  if (seconds === seconds) token.expiresIn = seconds; // NaN: no `exp`
  return token;
}
