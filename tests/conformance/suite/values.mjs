// Fixtures are JSON; these make of them what the API takes.

/** {bytes: [...]} becomes a Uint8Array, at any depth. */
export function revive(value) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(revive);
  const names = Object.keys(value);
  if (names.length === 1 && names[0] === 'bytes' && Array.isArray(value.bytes)) return Uint8Array.from(value.bytes);
  return Object.fromEntries(names.map((name) => [name, revive(value[name])]));
}

/** A part of a compact token read with the host's own tools; undefined when that fails. */
export function readPart(token, index) {
  try {
    const text = atob(token.split('.')[index].replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const DESCRIPTION = '[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]+';
const INVALID = new RegExp(`^Bearer error="invalid_token", error_description="${DESCRIPTION}"$`);
const SCOPE = new RegExp(`^Bearer error="insufficient_scope", error_description="${DESCRIPTION}", scope="${DESCRIPTION}"$`);
// A challenge has no parameter for roles.
const ROLE = new RegExp(`^Bearer error="insufficient_scope", error_description="${DESCRIPTION}"$`);

/** What RFC 6750 section 3 has the server say for this code. */
export function challengeFits(code, challenge) {
  if (code === 'token_missing') return challenge === 'Bearer';
  if (code === 'role_missing') return ROLE.test(challenge);
  return (code === 'scope_missing' ? SCOPE : INVALID).test(challenge);
}
