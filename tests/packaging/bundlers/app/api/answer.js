import { createVerifier, TokenError } from 'tokenward';
import { TokenError as Same, TokenHolder } from 'tokenward/client';

const secret = 'a secret of 32 bytes or more, so it is'; // of nobody
const verifier = createVerifier({ keys: { secret }, algorithms: ['HS256'], audience: false });

/** What a route or a middleware finds out about its request. */
export function answer(request) {
  try {
    verifier.verifyRequest(request);
  } catch (error) {
    return [error instanceof Same && TokenError === Same, error.code, new TokenHolder().state, typeof EdgeRuntime].join();
  }
}
