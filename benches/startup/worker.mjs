// A worker that makes its verifier while it loads, as a service would, and verifies one token.
import { createVerifier } from 'tokenward';
import given from 'given';

const { alg, jwk, token, issuer, audience } = given;
const verifier = createVerifier({ keys: jwk, algorithms: [alg], issuer, audience });

export default {
  fetch: () => new Response(verifier.verify(token).claims.sub),
};
