/**
 * The host's cryptography, where it is faster than WebAssembly can be: RSA by `node:crypto`
 * in Node.js, Bun and workerd (with `nodejs_compat`). Elsewhere there is none, and the core
 * computes. Deno has it too, but slower than the core.
 * @internal
 */
import { memoryAt } from '../bridge/call.js';
import { HOST_CANNOT_TELL, HOST_REFUTED, HOST_VERIFIED } from '../bridge/codes.js';

/** As the core calls it; see wasm/verifier/src/host.rs. */
export interface HostRsa {
  verify(use: number, messageAt: number, messageLength: number, signatureAt: number, signatureLength: number): number;
}

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

/** How `node:crypto` is got, without getting it: that alone takes milliseconds. */
function builtinModules(): ((name: string) => unknown) | undefined {
  const { Deno, process } = globalThis as Runtime;
  if (Deno !== undefined || typeof process?.getBuiltinModule !== 'function') return undefined;
  return (name) => process.getBuiltinModule!(name);
}

function nodeCrypto(builtin: (name: string) => unknown): NodeCrypto | undefined {
  try {
    const crypto = builtin('node:crypto') as Partial<NodeCrypto> | undefined;
    const whole = crypto && typeof crypto.verify === 'function' && typeof crypto.createPublicKey === 'function';
    return whole && crypto.constants ? (crypto as NodeCrypto) : undefined;
  } catch {
    return undefined;
  }
}

/** An algorithm with a key, ready for `verify`. */
interface Ready {
  hash: string;
  key: object;
}

/**
 * The host for one verifier, or undefined where there is none.
 *
 * @param jwkOf gives the RSA key and the algorithm of a `use`
 */
export function hostFor(jwkOf: (use: number) => { alg: string } | undefined): HostRsa | undefined {
  const builtin = builtinModules();
  if (builtin === undefined) return undefined;
  /** Got for the first RSA key; other keys never need it. */
  let crypto: NodeCrypto | undefined;
  /** By `use`; null where the host has refused it. */
  const ready = new Map<number, Ready | null>();

  function prepare(use: number): Ready | null {
    let made: Ready | null = null;
    try {
      const jwk = jwkOf(use);
      crypto ??= nodeCrypto(builtin!);
      if (jwk !== undefined && crypto !== undefined) {
        const bits = jwk.alg.slice(2);
        // RFC 7518 section 3.5: the salt is as long as the hash.
        const padding = jwk.alg.startsWith('PS')
          ? { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: Number(bits) / 8 }
          : { padding: crypto.constants.RSA_PKCS1_PADDING };
        made = { hash: `sha${bits}`, key: { key: crypto.createPublicKey({ key: jwk, format: 'jwk' }), ...padding } };
      }
    } catch {
      // A size or an exponent that this host does not take: the core does.
    }
    ready.set(use, made);
    return made;
  }

  return {
    verify(use, messageAt, messageLength, signatureAt, signatureLength) {
      let known = ready.get(use);
      if (known === undefined) known = prepare(use);
      if (known === null) return HOST_CANNOT_TELL;
      try {
        const message = memoryAt(messageAt, messageLength);
        const fits = crypto!.verify(known.hash, message, known.key, memoryAt(signatureAt, signatureLength));
        return fits ? HOST_VERIFIED : HOST_REFUTED;
      } catch {
        ready.set(use, null);
        return HOST_CANNOT_TELL;
      }
    },
  };
}
