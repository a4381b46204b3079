/**
 * Methods that work without their object: `const { verify } = createVerifier(...)`.
 * @internal
 */
import type { Verifier } from './types.js';

const METHODS = ['verify', 'verifyRequest', 'verifyAsync', 'verifyRequestAsync'] as const;

/** Each verifier's `verifyAsync`, as it was made here. */
const made = new WeakMap<object, unknown>();

/** Binds the methods. They can be replaced, as tracers and tests do. */
export function bindMethods<Claims>(verifier: Verifier<Claims>): void {
  for (const name of METHODS) {
    Object.defineProperty(verifier, name, { value: verifier[name].bind(verifier), writable: true, configurable: true });
  }
  made.set(verifier, verifier.verifyAsync);
}

/** Whether nobody has replaced `verifyAsync`: what that adds must not be passed by. */
export function isAsMade(verifier: Verifier<any>): boolean {
  const own = made.get(verifier);
  return own !== undefined && own === verifier.verifyAsync;
}
