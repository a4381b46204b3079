// tokenward, both engines, without and with its cache.

/** `tokenward` is the module as the runtime resolves it; `engines` those that differ there. */
export function tokenwardMaker(tokenward, engines = ['wasm', 'auto']) {
  return ({ alg, fixture, issuer, audience }) => {
    const make = (engine, cache) => {
      const verifier = tokenward.createVerifier({ keys: fixture.jwk, algorithms: [alg], issuer, audience, cache, engine });
      return (token) => verifier.verify(token).claims;
    };
    return engines.flatMap((engine) => [
      { name: `tokenward ${engine}`, verify: make(engine, 0) },
      { name: `tokenward ${engine} +cache`, withCache: (entries) => make(engine, entries) },
    ]);
  };
}
