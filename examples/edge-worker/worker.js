// Who is calling? An edge worker that answers only to a valid Bearer token.
import { createVerifier, TokenError } from 'tokenward';

let verifier;

// Made once, at the first request: the bindings in `env` are only there then. Keys are parsed
// and checked here; no later request pays for that, or waits for anything.
function verifierFrom(env) {
  return createVerifier({
    keys: JSON.parse(env.JWKS),
    algorithms: env.ALGORITHMS, // yours to choose, never the token's
    issuer: env.ISSUER,
    audience: env.AUDIENCE,
    scopes: ['profile:read'],
    requiredClaims: ['exp', 'sub', 'scope'], // what the answer below is made of
    maxTokenBytes: 8192, // this issuer's are small
  });
}

export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== '/whoami') return new Response('Not found', { status: 404 });
    try {
      verifier ??= verifierFrom(env);
      const { claims, expiresIn } = verifier.verifyRequest(request);
      return Response.json({ subject: claims.sub, scopes: claims.scope.split(' '), expiresIn });
    } catch (error) {
      if (!(error instanceof TokenError)) throw error; // a wrong key or option: ours to fix, not the caller's
      return Response.json({ code: error.code }, { status: error.status, headers: { 'WWW-Authenticate': error.challenge } });
    }
  },
};
