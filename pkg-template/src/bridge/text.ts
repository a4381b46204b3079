/**
 * Calls that take a text, such as a token, and refusals found before the core is asked: for
 * modules that read tokens.
 * @internal
 */
import * as wasm from '../../wasm/verifier.js';
import { callWith, inputOf, outputText, refused, view } from './call.js';
import type { REFUSALS } from './codes.js';
import { withInstance } from './instance.js';

const encoder = new TextEncoder();

/**
 * A call that takes one text of up to `maxBytes` through the kept buffer: the token crosses
 * once. `work` gets its length and returns a code, 0 for a refusal. `room` is for what may
 * stand before the token.
 */
export function callWithText(text: unknown, maxBytes: number, work: (length: number) => number, room = 0): number {
  if (text === undefined || text === null || text === '') throw refusal('token_missing');
  if (typeof text !== 'string') throw refusal('token_malformed');
  if (text.length > maxBytes + room) throw refusal('token_too_large', { maxBytes });
  const code = withInstance(() => {
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

/** The text that comes back for a text. */
export function textFromText(text: unknown, maxBytes: number, work: (length: number) => number, room = 0): string {
  callWithText(text, maxBytes, work, room);
  return outputText();
}

/** A refusal that is found outside the core. */
export function refusal(code: (typeof REFUSALS)[number], { maxBytes = 0, claim }: { maxBytes?: number; claim?: string } = {}): Error {
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
