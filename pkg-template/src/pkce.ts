/** Proof Key for Code Exchange (RFC 7636), from the core. @internal */
import { call, outputSecret } from './call.js';
import * as wasm from '../wasm/tokenward.js';

/** What one login with OAuth 2.0 needs, each of 256 random bits in 43 characters. */
export interface Proof {
  verifier: string;
  /** `S256` of the verifier. */
  challenge: string;
  state: string;
  nonce: string;
}

/** Makes one, from the runtime's own CSPRNG. */
export function newProof(): Proof {
  call(() => wasm.newProof());
  const [verifier, challenge, state, nonce] = outputSecret().match(/.{43}/g) as [string, string, string, string];
  return { verifier, challenge, state, nonce };
}
