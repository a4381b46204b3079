/** Proof Key for Code Exchange (RFC 7636), from the core. @internal */
import { call, outputSecret } from '../bridge/call.js';
import * as wasm from '../../wasm/client.js';

/** What one login with OAuth 2.0 needs: 264 random bits each. */
export interface Proof {
  verifier: string;
  state: string;
  nonce: string;
  /** `S256` of the verifier. */
  challenge: string;
}

/** Makes one, from the runtime's own CSPRNG; see src/pkce.rs. */
export function newProof(): Proof {
  call(() => wasm.newProof());
  const [verifier, state, nonce, challenge] = outputSecret().match(/.{43,44}/g) as [string, string, string, string];
  return { verifier, state, nonce, challenge };
}
