/** API keys: shown once, stored as a hash, compared in constant time. */
import { callWith, outputText } from '../bridge/call.js';
import { MAX_API_KEY_BYTES, YES } from '../bridge/codes.js';
import { membersOf } from '../lib/options.js';
import * as wasm from '../../wasm/verifier.js';

/** What {@link generateApiKey} takes. */
export interface ApiKeyOptions {
  /** Says whose key it is: 1 to 20 lower-case letters and digits. */
  prefix: string;
  /** Says where it is good, such as `'live'` or `'test'`: 1 to 20 lower-case letters and digits. */
  environment: string;
}

/** A new API key. */
export interface GeneratedApiKey {
  /** `<prefix>_<environment>_<43 characters>`: show it to its owner once and forget it. */
  key: string;
  /** Store this: the lower-case hexadecimal SHA-256 of the key. */
  hash: string;
}

/**
 * Makes an API key of 256 random bits from the runtime's own CSPRNG.
 *
 * @throws {TypeError} for a missing or unusable prefix or environment
 *
 * @example
 * ```ts
 * const { key, hash } = generateApiKey({ prefix: 'acme', environment: 'live' });
 * ```
 */
export function generateApiKey(options: ApiKeyOptions): GeneratedApiKey {
  const [key, hash] = callWith(membersOf('generateApiKey', options), () => wasm.generateApiKey()) as [string, string];
  return { key, hash };
}

/**
 * Hashes an API key for storage or look-up.
 *
 * @returns 64 lower-case hexadecimal characters: SHA-256 of the key's UTF-8 bytes
 * @throws {TypeError} unless it is a well-formed string of 1 to 4096 bytes
 */
export function hashApiKey(key: string): string {
  if (!isText(key, MAX_API_KEY_BYTES)) {
    throw new TypeError(`hashApiKey: the key must be a well-formed string of 1 to ${MAX_API_KEY_BYTES} bytes`);
  }
  callWith(key, () => wasm.hashApiKey());
  return outputText();
}

/**
 * Whether a key has this hash, compared in constant time. Never throws: whatever is not a
 * key and its hash is `false`.
 *
 * @example
 * ```ts
 * if (!verifyApiKey(request.headers.get('x-api-key'), storedHash)) return new Response(null, { status: 401 });
 * ```
 */
export function verifyApiKey(key: string | null | undefined, hash: string | null | undefined): boolean {
  if (!isText(key, MAX_API_KEY_BYTES) || !isText(hash, HASH_LENGTH)) return false;
  try {
    return callWith([key, hash], () => wasm.verifyApiKey()) === YES;
  } catch {
    return false;
  }
}

const HASH_LENGTH = 64;

/** A lone surrogate would become U+FFFD, and two different strings one key. */
function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most && !/[\ud800-\udfff]/u.test(value);
}
