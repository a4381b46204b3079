// After a wasm trap, made as in tests/instance, the list still knows what it knew.
import assert from 'node:assert/strict';
import { codeOf, fresh, mint, SECRET } from './support.mjs';

let trap = false;

/** Before the package is loaded: every export may be made to trap once. */
export function prepareTraps() {
  const Real = WebAssembly.Instance;
  WebAssembly.Instance = function Instance(module, imports) {
    const real = new Real(module, imports);
    const exports = { ...real.exports };
    for (const [name, value] of Object.entries(exports)) {
      if (typeof value !== 'function' || name.startsWith('__')) continue;
      exports[name] = (...args) => {
        if (trap === name || (trap === true && !name.includes('Pointer') && !name.includes('Length'))) {
          trap = false;
          throw new WebAssembly.RuntimeError('unreachable');
        }
        return value(...args);
      };
    }
    return { exports };
  };
}

export function trapChecks({ createRevocationList, createVerifier, TokenError }) {
  return {
    'after a trap, wherever it was, the list still works': async () => {
      for (const where of [true, 'storeKeys', 'readEntries', 'wasmverifier_keyId', 'storeKey', 'refuse']) {
        const revocation = createRevocationList();
        const verifier = createVerifier({ keys: { secret: SECRET, kid: 'k' }, algorithms: ['HS256'], cache: 10, revocation });
        const [bad, more] = [fresh(), fresh()];
        await revocation.revokeToken({ jti: bad });
        assert.equal(
          codeOf(TokenError, () => verifier.verify(mint({ jti: bad }))),
          'token_revoked',
        );
        trap = where;
        // Where nothing else is asked of the core, the trap comes with the next revocation.
        let internal = 0;
        for (const work of [() => verifier.verify(mint({ jti: bad })), () => revocation.revokeToken({ jti: more })]) {
          try {
            await work();
          } catch (error) {
            internal += /internal error/.test(error.message) || error.message === 'token_revoked' ? 1 : 0;
          }
        }
        assert.ok(internal > 0, `${where}`);
        assert.equal(trap, false, `${where} was not reached`);
        assert.equal(
          codeOf(TokenError, () => verifier.verify(mint({ jti: bad }))),
          'token_revoked',
          `${where}`,
        );
        assert.equal(
          codeOf(TokenError, () => verifier.verify(mint({ jti: fresh() }))),
          'ok',
          `${where}`,
        );
        await revocation.revokeToken({ jti: more });
        assert.equal(
          codeOf(TokenError, () => verifier.verify(mint({ jti: more }))),
          'token_revoked',
          `${where}`,
        );
        await revocation.revokeKey('k');
        assert.equal(
          codeOf(TokenError, () => verifier.verify(mint({ jti: fresh() }))),
          'token_revoked',
          `${where}`,
        );
      }
    },
  };
}
