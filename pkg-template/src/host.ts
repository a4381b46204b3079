/**
 * The host's cryptography, where it is faster than WebAssembly can be: RSA by `node:crypto`
 * in Node.js, Bun and workerd (with `nodejs_compat`). Elsewhere there is none, and the core
 * computes. Deno has it too, but slower than the core.
 * @internal
 */
import { memoryAt } from './call.js';

/** As the core calls it: true, false, or undefined for "I cannot tell". */
export type Host = (
  algorithm: string,
  position: number,
  messageAt: number,
  messageLength: number,
  signatureAt: number,
  signatureLength: number,
) => boolean | undefined;

/** What of `node:crypto` is used. */
interface NodeCrypto {
  createPublicKey(key: { key: object; format: 'jwk' }): object;
  verify(hash: string, data: Uint8Array, key: object, signature: Uint8Array): boolean;
  constants: { RSA_PKCS1_PADDING: number; RSA_PKCS1_PSS_PADDING: number };
}

interface Runtime {
  Deno?: unknown;
  process?: { getBuiltinModule?: (name: string) => unknown };
}

function nodeCrypto(): NodeCrypto | undefined {
  const { Deno, process } = globalThis as Runtime;
  if (Deno !== undefined || typeof process?.getBuiltinModule !== 'function') return undefined;
  try {
    const crypto = process.getBuiltinModule('node:crypto') as Partial<NodeCrypto> | undefined;
    const whole = crypto && typeof crypto.verify === 'function' && typeof crypto.createPublicKey === 'function';
    return whole && crypto.constants ? (crypto as NodeCrypto) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The host's function for one verifier, or undefined where there is none.
 *
 * @param jwkOf gives the RSA key at a position of the verifier's keys
 */
export function hostFor(jwkOf: (position: number) => object | undefined): Host | undefined {
  const crypto = nodeCrypto();
  if (crypto === undefined) return undefined;
  /** By algorithm and position: a key, ready for `verify`; null where the host has refused it. */
  const ready = new Map<string, object | null>();

  function prepare(algorithm: string, position: number, name: string): object | null {
    let key: object | null = null;
    try {
      const jwk = jwkOf(position);
      if (jwk !== undefined) {
        // RFC 7518 section 3.5: the salt is as long as the hash.
        const padding =
          algorithm.startsWith('PS')
            ? { padding: crypto!.constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(algorithm.slice(2)) / 8 }
            : { padding: crypto!.constants.RSA_PKCS1_PADDING };
        key = { key: crypto!.createPublicKey({ key: jwk, format: 'jwk' }), ...padding };
      }
    } catch {
      // A size or an exponent that this host does not take: the core does.
    }
    ready.set(name, key);
    return key;
  }

  return (algorithm, position, messageAt, messageLength, signatureAt, signatureLength) => {
    const name = `${algorithm} ${position}`;
    const key = ready.get(name) ?? (ready.has(name) ? null : prepare(algorithm, position, name));
    if (key === null) return undefined;
    const message = memoryAt(messageAt, messageLength);
    const signature = memoryAt(signatureAt, signatureLength);
    try {
      return crypto.verify(`sha${algorithm.slice(2)}`, message, key, signature);
    } catch {
      ready.set(name, null);
      return undefined;
    }
  };
}
