/**
 * Walks a value into a redacted copy.
 * @internal
 */
import { REDACTED } from '../bridge/codes.js';
import { tagOf } from '../bridge/tags.js';

const CIRCULAR = '[circular]';
const TRUNCATED = '[truncated]';

/** Deeper than anything one wants to read, and far from the end of the stack. */
const MAX_DEPTH = 32;
/** Members of all objects together. */
const MAX_MEMBERS = 10_000;

type Members = Record<PropertyKey, unknown>;

/** One value's walk. */
export class Walk {
  readonly #text: (text: string) => string;
  readonly #isSecret: (name: string) => boolean;
  /** Objects being copied, with `CIRCULAR`, and those copied before. */
  readonly #copies = new Map<object, unknown>();
  #members = 0;

  constructor(text: (text: string) => string, isSecret: (name: string) => boolean) {
    this.#text = text;
    this.#isSecret = isSecret;
  }

  copy(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    if (depth > MAX_DEPTH || this.#members > MAX_MEMBERS) return TRUNCATED;
    this.#copies.set(value, CIRCULAR);
    let copied: unknown;
    try {
      copied = this.#object(value, depth + 1);
    } catch {
      // A proxy or a getter that throws, or a revoked one.
      copied = REDACTED;
    }
    this.#copies.set(value, copied);
    return copied;
  }

  #object(value: object, depth: number): unknown {
    if (Array.isArray(value)) return this.#array(value, depth);
    const tag = tagOf(value);
    // Without a tag of its own it is what it says: what is shown as it is must be.
    const builtIn = Symbol.toStringTag in value ? '' : tag;
    if (value instanceof Error || builtIn === 'Error' || tag === 'DOMException') return this.#error(value as Error, depth);
    if (tag === 'Map') {
      const entries = value as Map<unknown, unknown>;
      return new Map(this.#some(entries, ([name, member]) => [this.copy(name, depth), this.#member(name, member, depth)] as const));
    }
    if (tag === 'Set') return new Set(this.#some(value as Set<unknown>, (member) => this.copy(member, depth)));
    if (builtIn === 'String') return this.#text(String(value));
    if (builtIn === 'Date' || builtIn === 'RegExp' || ArrayBuffer.isView(value)) return value;
    if (tag === 'Headers' || tag === 'URLSearchParams' || tag === 'FormData') return this.#pairs(value, depth);
    if (tag === 'URL') return new URL(this.#text(String(value)));
    if (tag === 'Request' || tag === 'Response') {
      const { method, status, url, headers } = value as Request & Response;
      return this.#plain(method === undefined ? { status, url, headers } : { method, url, headers }, depth);
    }
    const { toJSON, method, url, headers, socket, getHeaders, statusCode } = value as Members;
    // What Node.js has for them holds sockets and much else.
    if (method && headers && socket) return this.#plain({ method, url, headers }, depth);
    if (typeof getHeaders === 'function') return this.#plain({ statusCode, headers: getHeaders.call(value) }, depth);
    const prototype: object | null = Object.getPrototypeOf(value);
    const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
    if (!isPlain && typeof toJSON === 'function') return this.copy(toJSON.call(value), depth);
    // Without members of its own there is nothing to hide, and a copy would be another thing.
    return isPlain || Object.keys(value).length > 0 ? this.#plain(value, depth) : value;
  }

  /** A member's copy; under a secret name it is gone, whatever it is. */
  #member(name: unknown, member: unknown, depth: number): unknown {
    return typeof name === 'string' && this.#isSecret(name) ? REDACTED : this.copy(member, depth);
  }

  #plain(value: object, depth: number): object {
    const copied: Members = Object.getPrototypeOf(value) === null ? Object.create(null) : {};
    for (const key of this.#some(Reflect.ownKeys(value), (key) => key)) {
      if (!Object.prototype.propertyIsEnumerable.call(value, key)) continue;
      define(copied, typeof key === 'string' ? this.#text(key) : key, this.#read(value, key, depth), true);
    }
    return copied;
  }

  /** A getter that throws leaves a mark, and no exception. */
  #read(value: object, key: PropertyKey, depth: number): unknown {
    try {
      return this.#member(key, (value as Members)[key], depth);
    } catch {
      return REDACTED;
    }
  }

  #array(value: unknown[], depth: number): unknown[] {
    const copied: unknown[] = [];
    // By index: iterating could be somebody else's code.
    for (let i = 0; i < value.length; i += 1) {
      if (this.#full()) {
        copied.push(TRUNCATED);
        break;
      }
      // Names and values in turn, as of `Object.entries` or `rawHeaders`.
      const isValue = i % 2 === 1 && value.length % 2 === 0 && typeof value[i - 1] === 'string' && this.#isSecret(value[i - 1] as string);
      copied.push(isValue ? REDACTED : this.#read(value, i, depth));
    }
    return copied;
  }

  /** An error of the same class: message, stack, cause, and all it has of its own. */
  #error(value: Error, depth: number): Error {
    const copied = new Error();
    delete copied.stack;
    Object.setPrototypeOf(copied, Object.getPrototypeOf(value));
    // Getters of its class would not find their private members in the copy.
    for (
      let proto: object | null = value;
      proto && proto !== Error.prototype && proto !== Object.prototype;
      proto = Object.getPrototypeOf(proto)
    ) {
      for (const key of this.#some(Reflect.ownKeys(proto), (key) => key)) {
        const { get, enumerable = false } = Object.getOwnPropertyDescriptor(proto, key) ?? {};
        if (key === 'constructor' || Object.hasOwn(copied, key) || (proto !== value && get === undefined)) continue;
        define(copied, key, this.#read(value, key, depth), enumerable);
      }
    }
    if (!Object.hasOwn(copied, 'stack')) define(copied, 'stack', this.#read(value, 'stack', depth), false);
    return copied;
  }

  #pairs(value: object, depth: number): object {
    const pairs = value as URLSearchParams & Iterable<[string, string]>;
    const copied = new (pairs.constructor as typeof URLSearchParams)();
    for (const [name, member] of this.#some(pairs, (pair) => pair)) {
      const safe = this.#member(name, member, depth);
      copied.append(this.#text(name), safe as string);
    }
    return copied;
  }

  /** As many of them as there is room for. */
  *#some<T, R>(members: Iterable<T>, change: (member: T) => R): Generator<R> {
    for (const member of members) {
      if (this.#full()) return;
      yield change(member);
    }
  }

  #full(): boolean {
    this.#members += 1;
    return this.#members > MAX_MEMBERS;
  }
}

/** Not `obj[key] = …`: `__proto__` is a name like others. */
function define(target: object, key: PropertyKey, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true });
}
