/**
 * Calls into the core: values in, values out, errors as classes.
 * @internal
 */
import { toError, TokenError, type RefusalCode } from './errors.js';
import { currentMemory, guarded, wasm } from './instance.js';

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
const EXPIRES_IN = 2;
const HEADER = 3;
const SLOT = 4;
const SERIAL = 5;
const KEY = 6;

/** A call that takes and gives ordinary values. */
export function call<T>(work: () => T): T {
  try {
    return guarded(work);
  } catch (error) {
    throw toError(error);
  }
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
  throw isAscii(text) ? new TokenError(guarded(() => wasm.takeError())) : refusal('token_malformed');
}

/** The text that the last call wrote. */
export function outputText(): string {
  const at = answer[OUTPUT_AT]!;
  return decoder.decode(bytes.subarray(at, at + answer[OUTPUT_LENGTH]!));
}

/** A secret that the last call wrote; it is wiped from there. */
export function outputSecret(): string {
  view();
  const at = answer[OUTPUT_AT]!;
  const secret = bytes.subarray(at, at + answer[OUTPUT_LENGTH]!);
  const text = decoder.decode(secret);
  secret.fill(0);
  return text;
}

/** Seconds until the token of the last call expires; NaN if it has no `exp`. */
export const answeredExpiresIn = (): number => answer[EXPIRES_IN]!;
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

/** A refusal that is found outside the core. */
export function refusal(code: RefusalCode, detail: { maxBytes?: number; claim?: string } = {}): TokenError {
  return new TokenError(guarded(() => wasm.refusal(code, detail.maxBytes ?? 0, detail.claim)));
}

/** A text through {@link callWithText}, and the text that comes back. */
export function textFromText(text: unknown, maxBytes: number, work: (length: number) => number, room = 0): string {
  callWithText(text, maxBytes, work, room);
  return outputText();
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}
