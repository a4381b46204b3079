/**
 * Calls into the core: bytes and numbers in, text and numbers out, errors as classes.
 * @internal
 */
import { encode } from './encode.js';
import { toError, type Refusal, type RefusalCode } from './errors.js';
import { currentMemory, guarded } from './instance.js';
import * as wasm from '../wasm/tokenward.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Views of the instance's memory, made anew when it has grown or was replaced. */
let buffer: ArrayBuffer | undefined;
let bytes = new Uint8Array();
let answer = new Float64Array();
let input = new Uint8Array();

/** What an answer's numbers are; see src/wasm/buffer.rs. */
const OUTPUT_AT = 0;
const OUTPUT_LENGTH = 1;
const SECONDS = 2;
const HEADER = 3;
const SLOT = 4;
const SERIAL = 5;
const KEY = 6;

/** What a question answers that is answered by yes or no; see src/wasm/functions.rs. */
export const YES = 2;

/** A call that takes no input. A result of nothing is a refusal. */
export function call<T>(work: () => T): NonNullable<T> {
  const result = guarded(() => {
    const made = work();
    view(); // the memory may have grown
    return made;
  });
  if (!result) throw refused();
  return result;
}

/** A call that takes one value, whatever it is: options, keys, arguments in an array. */
export function callWith<T>(value: unknown, work: () => T): NonNullable<T> {
  // Before the core is entered: getters may run.
  const encoded = encode(value);
  try {
    return callWithBytes(encoded, work);
  } finally {
    encoded.fill(0);
  }
}

/** A call that takes bytes as they are. */
export function callWithBytes<T>(given: Uint8Array, work: () => T): NonNullable<T> {
  return call(() => {
    const at = wasm.valueBuffer(given.length);
    memoryAt(at, given.length).set(given);
    return work();
  });
}

/**
 * A call that takes one text of up to `maxBytes` through the kept buffer: the token crosses
 * once. `work` gets its length and returns a code, 0 for a refusal. `room` is for what may
 * stand before the token.
 */
export function callWithText(text: unknown, maxBytes: number, work: (length: number) => number, room = 0): number {
  if (text === undefined || text === null || text === '') throw refusal('token_missing');
  if (typeof text !== 'string') throw refusal('token_malformed');
  if (text.length > maxBytes + room) throw refusal('token_too_large', { maxBytes });
  const code = guarded(() => {
    const space = inputOf(text.length);
    const { read, written } = encoder.encodeInto(text, space);
    if (read === text.length) {
      const result = work(written);
      view(); // the memory may have grown
      return result;
    }
    // A text of other characters than ASCII may not fit; it is no token anyway.
    space.fill(0);
    return 0;
  });
  if (code !== 0) return code;
  throw isAscii(text) ? refused() : refusal('token_malformed');
}

/** The text that the last call wrote. */
export function outputText(): string {
  view(); // in the midst of a call it may have grown
  const at = answer[OUTPUT_AT]!;
  return decoder.decode(bytes.subarray(at, at + answer[OUTPUT_LENGTH]!));
}

/** The text that comes back for a value. */
export function textWith(value: unknown, work: () => number): string {
  callWith(value, work);
  return outputText();
}

/** The text that comes back for a text. */
export function textFromText(text: unknown, maxBytes: number, work: (length: number) => number, room = 0): string {
  callWithText(text, maxBytes, work, room);
  return outputText();
}

/** The doubles that come back for a value. */
export function numbersWith(value: unknown, work: () => number): Float64Array {
  callWith(value, work);
  const at = answer[OUTPUT_AT]!;
  return new Float64Array(bytes.slice(at, at + answer[OUTPUT_LENGTH]!).buffer);
}

/** A secret that the last call wrote, as it wants to be read; it is wiped from there. */
function takeOutput<T>(read: (secret: Uint8Array) => T): T {
  view();
  const at = answer[OUTPUT_AT]!;
  const secret = bytes.subarray(at, at + answer[OUTPUT_LENGTH]!);
  const taken = read(secret);
  secret.fill(0);
  return taken;
}

/** A secret that the last call wrote, as text. */
export const outputSecret = (): string => takeOutput((secret) => decoder.decode(secret));
/** A secret that the last call wrote, as bytes. Wipe them after use. */
export const outputSecretBytes = (): Uint8Array => takeOutput((secret) => secret.slice());

/** What the last call answered in seconds, such as those until the token expires; NaN if there are none. */
export const answeredSeconds = (): number => answer[SECONDS]!;
/** The number of its header. */
export const answeredHeader = (): number => answer[HEADER]!;
/** Its slot in the cache, or -1. */
export const answeredSlot = (): number => answer[SLOT]!;
/** The serial number of what is in the slot. */
export const answeredSerial = (): number => answer[SERIAL]!;

/** The position of the key that its signature fits. */
export const answeredKey = (): number => answer[KEY]!;

/** The instance's memory from `at` on: a view, not a copy. */
export function memoryAt(at: number, length: number): Uint8Array {
  view();
  return bytes.subarray(at, at + length);
}

function view(): void {
  const now = currentMemory().buffer as ArrayBuffer;
  if (now === buffer) return;
  buffer = now;
  bytes = new Uint8Array(now);
  answer = new Float64Array(now, wasm.answerPointer(), 7);
  input = new Uint8Array();
}

/** At least `capacity` bytes of the instance's memory to write to. */
function inputOf(capacity: number): Uint8Array {
  view();
  if (input.length < capacity) {
    const size = Math.max(capacity, 1024);
    const at = wasm.inputBuffer(size);
    view();
    input = bytes.subarray(at, at + size);
  }
  return input;
}

/** What the last call refused, as the error that it is. */
function refused(): Error {
  return toError(JSON.parse(outputText()) as Refusal);
}

/** A refusal that is found outside the core. */
export function refusal(code: RefusalCode, { maxBytes = 0, claim }: { maxBytes?: number; claim?: string } = {}): Error {
  try {
    callWith([code, claim], () => wasm.refuse(maxBytes));
  } catch (error) {
    return error as Error;
  }
  return new Error(code); // never: it refuses
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}
