/**
 * A value as bytes, as wasm/bridge/src/value.rs reads them: how options and keys cross into the core.
 *
 * What has no place in a configuration (functions, symbols, BigInts, lone surrogates, what a
 * getter throws, what is nested too deep or without end) crosses as "something else", so that the
 * core can name the option it stands in.
 * @internal
 */
import { VALUE_ARRAY, VALUE_BOOLEAN, VALUE_BYTES, VALUE_NULL, VALUE_NUMBER, VALUE_OBJECT, VALUE_OTHER, VALUE_STRING } from './codes.js';
import { isBytes } from './tags.js';

/** Deepest nesting of options: `keys` is an array of JWKS of JWKs with `key_ops`. */
const MAX_DEPTH = 8;
/** Most values in options: a JWKS of 1,024 keys has some twenty thousand. */
const MAX_VALUES = 1 << 16;

/** As any symbol, it crosses as "something else". */
const UNREADABLE = Symbol();

const encoder = new TextEncoder();

/** The bytes of `value`. Wipe them after use: keys are among them. */
export function encode(value: unknown): Uint8Array {
  const writer = new Writer();
  writer.value(value, MAX_DEPTH);
  return writer.written();
}

class Writer {
  #bytes = new Uint8Array(512);
  #at = 0;
  /** How many values may still be written: objects that refer to each other would unfold without end. */
  #left = MAX_VALUES;

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  value(value: unknown, depth: number): void {
    if (this.#left === 0) return this.#tag(VALUE_OTHER);
    this.#left -= 1;
    if (value === undefined || value === null) return this.#tag(VALUE_NULL);
    if (typeof value === 'boolean') {
      this.#tag(VALUE_BOOLEAN);
      return this.#tag(Number(value));
    }
    if (typeof value === 'number') {
      this.#tag(VALUE_NUMBER);
      return this.#number(value);
    }
    if (typeof value === 'string') return this.#string(value);
    if (typeof value !== 'object') return this.#tag(VALUE_OTHER);
    if (isBytes(value)) {
      this.#tag(VALUE_BYTES);
      this.#count(value.length);
      this.#room(value.length).set(value);
      this.#at += value.length;
      return;
    }
    const names = depth > 0 ? namesOf(value) : undefined;
    if (names === undefined || names.length > this.#left) return this.#tag(VALUE_OTHER);
    const isArray = Array.isArray(value);
    this.#tag(isArray ? VALUE_ARRAY : VALUE_OBJECT);
    this.#count(names.length);
    for (const name of names) {
      if (!isArray) this.#text(typeof name === 'string' ? name : '');
      this.value(memberOf(value, name), depth - 1);
    }
  }

  #string(text: string): void {
    const start = this.#at;
    this.#tag(VALUE_STRING);
    // A lone surrogate would become U+FFFD, and two different secrets one.
    if (this.#text(text) === text.length || !/[\ud800-\udfff]/u.test(text)) return;
    this.#at = start;
    this.#tag(VALUE_OTHER);
  }

  /** Writes a text after its length; returns the length, in bytes. */
  #text(text: string): number {
    const start = this.#at;
    this.#count(0);
    const { written } = encoder.encodeInto(text, this.#room(text.length * 3));
    const end = this.#at + written;
    this.#at = start;
    this.#count(written);
    this.#at = end;
    return written;
  }

  #tag(tag: number): void {
    this.#room(1)[0] = tag;
    this.#at += 1;
  }

  #count(n: number): void {
    const room = this.#room(4);
    new DataView(room.buffer, room.byteOffset).setUint32(0, n, true);
    this.#at += 4;
  }

  #number(n: number): void {
    const room = this.#room(8);
    new DataView(room.buffer, room.byteOffset).setFloat64(0, n, true);
    this.#at += 8;
  }

  /** What is free, at least `n` bytes. */
  #room(n: number): Uint8Array {
    if (this.#at + n > this.#bytes.length) {
      const bytes = new Uint8Array(2 * (this.#at + n));
      bytes.set(this.#bytes);
      this.#bytes.fill(0);
      this.#bytes = bytes;
    }
    return this.#bytes.subarray(this.#at);
  }
}

/** The names of an object's own members, or the places of an array; undefined if it will not tell. */
function namesOf(value: object): (string | symbol | number)[] | undefined {
  try {
    if (!Array.isArray(value)) return Reflect.ownKeys(value);
    return value.length > MAX_VALUES ? undefined : Array.from({ length: value.length }, (_, place) => place);
  } catch {
    return undefined;
  }
}

/** A member, if it is an object; a symbol where it throws. */
export function memberOf(value: unknown, name: string | symbol | number): unknown {
  try {
    return (value as Partial<Record<string | symbol | number, unknown>> | null | undefined)?.[name];
  } catch {
    return UNREADABLE;
  }
}
