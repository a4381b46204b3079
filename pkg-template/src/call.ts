/**
 * Calls into the core: values in, values out, errors as classes.
 * @internal
 */
import { toError, TokenError } from './errors.js';
import { currentMemory, guarded, wasm } from './instance.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

let input = new Uint8Array();
let bytes = new Uint8Array();

/** A call that takes and gives ordinary values. */
export function call<T>(work: () => T): T {
  try {
    return guarded(work);
  } catch (error) {
    throw toError(error);
  }
}

/**
 * A call that takes one text of up to `maxBytes` through the kept buffer and answers with
 * one JSON text: the token crosses once, and so does the answer.
 */
export function callWithText<T>(text: unknown, maxBytes: number, work: (length: number) => number): T {
  if (text === undefined || text === null || text === '') throw refusal('missing', maxBytes);
  if (typeof text !== 'string') throw refusal('malformed', maxBytes);
  if (text.length > maxBytes) throw refusal('too_large', maxBytes);
  const answer = guarded(() => {
    const room = inputOf(text.length);
    const { read, written } = encoder.encodeInto(text, room);
    // A text of other characters than ASCII may not fit; it is no token anyway.
    if (read < text.length) {
      room.fill(0);
      return undefined;
    }
    const length = work(written);
    if (length === 0) return undefined;
    const at = wasm.outputPointer();
    return decoder.decode(memoryBytes().subarray(at, at + length));
  });
  if (answer !== undefined) return JSON.parse(answer) as T;
  throw isAscii(text) ? new TokenError(wasm.takeError()) : refusal('malformed', maxBytes);
}

/** At least `capacity` bytes of the instance's memory to write to. */
function inputOf(capacity: number): Uint8Array {
  if (input.length < capacity || input.buffer !== currentMemory().buffer) {
    const size = Math.max(capacity, 1024);
    const at = wasm.inputBuffer(size);
    input = new Uint8Array(currentMemory().buffer, at, size);
  }
  return input;
}

function memoryBytes(): Uint8Array {
  const { buffer } = currentMemory();
  if (bytes.buffer !== buffer) bytes = new Uint8Array(buffer);
  return bytes;
}

function refusal(kind: 'missing' | 'malformed' | 'too_large', maxBytes: number): TokenError {
  return new TokenError(guarded(() => wasm.refusal(kind, maxBytes)));
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}
