/**
 * Calls into the core: bytes and numbers in, text and numbers out, errors as classes.
 * @internal
 */
import {
  ANSWER_GRANTED,
  ANSWER_HEADER,
  ANSWER_KEY,
  ANSWER_LENGTH,
  ANSWER_OUTPUT_AT,
  ANSWER_OUTPUT_LENGTH,
  ANSWER_SECONDS,
  ANSWER_SERIAL,
  ANSWER_SLOT,
} from './codes.js';
import { encode } from './encode.js';
import { toError, type Refusal } from './errors.js';
import { currentMemory, withInstance } from './instance.js';
import * as wasm from './module.js';

const decoder = new TextDecoder();

/** Views of the instance's memory, made anew when it has grown or was replaced. */
let buffer: ArrayBuffer | undefined;
let bytes = new Uint8Array();
let answer = new Float64Array();
let input = new Uint8Array();

/** A call that takes no input. A result of nothing is a refusal. */
export function call<T>(work: () => T): NonNullable<T> {
  const result = withInstance(() => {
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

/** The text that the last call wrote. */
export function outputText(): string {
  view(); // in the midst of a call it may have grown
  const at = answer[ANSWER_OUTPUT_AT]!;
  return decoder.decode(bytes.subarray(at, at + answer[ANSWER_OUTPUT_LENGTH]!));
}

/** The text that comes back for a value. */
export function textWith(value: unknown, work: () => number): string {
  callWith(value, work);
  return outputText();
}

/** The doubles that come back for a value. */
export function numbersWith(value: unknown, work: () => number): Float64Array {
  callWith(value, work);
  const at = answer[ANSWER_OUTPUT_AT]!;
  return new Float64Array(bytes.slice(at, at + answer[ANSWER_OUTPUT_LENGTH]!).buffer);
}

/** A secret that the last call wrote, as it wants to be read; it is wiped from there. */
function takeOutput<T>(read: (secret: Uint8Array) => T): T {
  view();
  const at = answer[ANSWER_OUTPUT_AT]!;
  const secret = bytes.subarray(at, at + answer[ANSWER_OUTPUT_LENGTH]!);
  const taken = read(secret);
  secret.fill(0);
  return taken;
}

/** A secret that the last call wrote, as text. */
export const outputSecret = (): string => takeOutput((secret) => decoder.decode(secret));
/** A secret that the last call wrote, as bytes. Wipe them after use. */
export const outputSecretBytes = (): Uint8Array => takeOutput((secret) => secret.slice());

/** What the last call answered in seconds, such as those until the token expires; NaN if there are none. */
export const answeredSeconds = (): number => answer[ANSWER_SECONDS]!;
/** The number of the verified token's header. */
export const answeredHeader = (): number => answer[ANSWER_HEADER]!;
/** The verified token's slot in the cache, or -1. */
export const answeredSlot = (): number => answer[ANSWER_SLOT]!;
/** The serial number of what is in the verified token's slot. */
export const answeredSerial = (): number => answer[ANSWER_SERIAL]!;

/** Whether the claims grant what was needed. */
export const answeredGranted = (): boolean => answer[ANSWER_GRANTED] === 1;

/** The position of the key that its signature fits. */
export const answeredKey = (): number => answer[ANSWER_KEY]!;

/** The instance's memory from `at` on: a view, not a copy. */
export function memoryAt(at: number, length: number): Uint8Array {
  view();
  return bytes.subarray(at, at + length);
}

/** Looks at the memory anew: it may have grown. */
export function view(): void {
  const now = currentMemory().buffer as ArrayBuffer;
  if (now === buffer) return;
  buffer = now;
  bytes = new Uint8Array(now);
  answer = new Float64Array(now, wasm.answerPointer(), ANSWER_LENGTH);
  input = new Uint8Array();
}

/** At least `capacity` bytes of the instance's memory to write to. */
export function inputOf(capacity: number): Uint8Array {
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
export function refused(): Error {
  return toError(JSON.parse(outputText()) as Refusal);
}
