// A wasm instance that traps on demand. No input is known to make the module trap, so the trap
// is made here: a `WebAssembly.Instance` whose exports throw what a trap throws, around the
// real module. Import it before the package.
const Real = WebAssembly.Instance;

/** `armed`: the next call traps. `instances`: all there have been. */
export const trap = { armed: false, instances: [] };

WebAssembly.Instance = function Instance(module, imports) {
  const real = new Real(module, imports);
  trap.instances.push(real);
  const exports = { ...real.exports };
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== 'function' || name.startsWith('__')) continue;
    exports[name] = (...args) => {
      if (trap.armed && !name.includes('Pointer') && !name.includes('Length')) {
        trap.armed = false;
        throw new WebAssembly.RuntimeError('unreachable');
      }
      return value(...args);
    };
  }
  return { exports };
};
