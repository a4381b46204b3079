// Looks for tokens, claim values and key material in what the package says.
// No imports of a runtime: `inspect` comes from the runner where there is one.

const WINDOW = 16;
// Words a stack may hold for reasons of its own.
const ORDINARY = new Set(['constructor', 'toString', 'hasOwnProperty', '__proto__', 'prototype', 'undefined']);

/** Everything a log, a page or a debugger would show of `value`. */
export function visible(value, inspect) {
  const out = [];
  const add = (fn) => {
    try {
      const text = fn();
      if (typeof text === 'string') out.push(text);
    } catch {
      // What cannot be shown shows nothing.
    }
  };
  add(() => String(value));
  add(() => JSON.stringify(value));
  if (inspect) {
    add(() => inspect(value));
    add(() => inspect(value, { depth: 12, showHidden: true, getters: true, maxStringLength: Infinity, maxArrayLength: Infinity }));
  }
  collect(value, out, new Set(), 0);
  return out.join('\n');
}

/** Own members, enumerable or not, of an object and of what it holds. */
function collect(value, out, seen, depth) {
  if (typeof value === 'string') out.push(value);
  if (typeof value !== 'object' || value === null || seen.has(value) || depth > 6) return;
  seen.add(value);
  if (ArrayBuffer.isView(value)) {
    out.push(Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)).join(','));
    return;
  }
  for (const key of [...Reflect.ownKeys(value), ...accessors(value)]) {
    let member;
    try {
      member = value[key];
    } catch {
      continue;
    }
    collect(member, out, seen, depth + 1);
  }
}

/** Names of the getters that an object has of its class. */
function accessors(value) {
  const names = [];
  for (let proto = Object.getPrototypeOf(value); proto && proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
    for (const name of Reflect.ownKeys(proto)) {
      if (name !== '__proto__' && Object.getOwnPropertyDescriptor(proto, name).get) names.push(name);
    }
  }
  return names;
}

/** Strings of a JSON value that are long enough to be recognised. */
export function strings(value) {
  const out = [];
  // No recursion: the corpus nests values deeper than any stack.
  for (const rest = [value]; rest.length > 0; ) {
    const next = rest.pop();
    if (typeof next === 'string') {
      if (next.length >= 8 && !ORDINARY.has(next)) out.push(next);
    } else if (typeof next === 'object' && next !== null && !ArrayBuffer.isView(next)) {
      rest.push(...Object.values(next));
    }
  }
  return out;
}

/** True when some `WINDOW` characters in a row of `text` are also in `secret`. */
function sharesWindow(text, secret) {
  if (secret.length < WINDOW) return false;
  for (const [run] of text.matchAll(/[A-Za-z0-9_+/-]{16,}/g)) {
    for (let i = 0; i + WINDOW <= run.length; i++) {
      if (secret.includes(run.slice(i, i + WINDOW))) return true;
    }
  }
  return false;
}

/**
 * What of the token, its claims and the keys shows in `text`: a description, or
 * undefined. `known` is what the caller configured and may be told again.
 */
export function leak(text, { token, claims, header, keys, known = '' }) {
  if (typeof token === 'string') {
    if (token.length >= 8 && text.includes(token)) return 'the token';
    for (const part of token.split('.', 8)) {
      if (part.length >= 8 && text.includes(part)) return 'a part of the token';
    }
    if (token.length < 100_000 && sharesWindow(text, token)) return 'a piece of the token';
  }
  for (const value of strings([claims, header])) {
    if (!known.includes(value) && text.includes(value)) return 'a value from the token';
  }
  for (const value of strings(keys)) {
    if (text.includes(value)) return 'key text';
    if (sharesWindow(text, value)) return 'a piece of key text';
  }
  for (const bytes of byteArrays(keys)) {
    if (bytes.length < 8) continue;
    const list = Array.from(bytes);
    const decimal = list.slice(0, 8);
    const hex = list.map((b) => b.toString(16).padStart(2, '0')).join('');
    const base64 = btoa(String.fromCharCode(...list));
    for (const form of [
      decimal.join(','),
      decimal.join(', '),
      hex.slice(0, 16),
      base64.slice(0, 12),
      base64.slice(0, 12).replaceAll('+', '-').replaceAll('/', '_'),
    ]) {
      if (text.includes(form)) return 'key bytes';
    }
  }
  return undefined;
}

function byteArrays(value, out = []) {
  if (value instanceof Uint8Array) out.push(value);
  else if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) byteArrays(member, out);
  return out;
}
