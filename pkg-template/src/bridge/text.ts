/**
 * Calls that take a text, such as a token, and refusals found before the core is asked: for
 * modules that read tokens.
 * @internal
 */
import * as wasm from '../../wasm/verifier.js';
import { callWith, inputOf, outputText, refused, view } from './call.js';
import type { REFUSALS } from './codes.js';
import type { TokenError } from './errors.js';
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
  const error = isAscii(text) ? refused() : refusal('token_malformed');
  const mistake = (error as Partial<TokenError>).code === 'token_malformed' ? mistakeIn(text, room > 0) : undefined;
  if (mistake !== undefined) error.message = `the token is malformed: ${mistake}`;
  throw error;
}

/** What the caller has probably done with a token: for the message alone, the verdict stands. */
function mistakeIn(text: string, inHeader: boolean): string | undefined {
  // RFC 7516 section 7.1: a JWE has five parts, a JWS three.
  if (text.split('.', 6).length === 5) return 'it has five parts, so it is encrypted (JWE); have the provider sign it only (JWS)';
  if (inHeader) return undefined;
  if (/^bearer /i.test(text)) return 'it begins with `Bearer `; give the token alone, or the request to verifyRequest';
  if (/^\s|\s$/.test(text)) return 'there is white space around it; trim it';
  if (/^["'`]/.test(text)) return 'there are quotes around it; give what is between them';
  return undefined;
}

/** The text that comes back for a text. */
export function textFromText(text: unknown, maxBytes: number, work: (length: number) => number, room = 0): string {
  callWithText(text, maxBytes, work, room);
  return outputText();
}

/** A refusal that is found outside the core. */
export function refusal(
  code: (typeof REFUSALS)[number],
  { maxBytes = 0, claim, cause }: { maxBytes?: number; claim?: string; cause?: Error | undefined } = {},
): Error {
  try {
    callWith([code, claim], () => wasm.refuse(maxBytes));
  } catch (error) {
    return cause === undefined ? (error as Error) : withCause(error as Error, cause);
  }
  return new Error(code); // never: it refuses
}

/** The error, with what is behind it: for the operator, and never in an answer. */
export function withCause(error: Error, cause: Error): Error {
  return Object.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true });
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}
