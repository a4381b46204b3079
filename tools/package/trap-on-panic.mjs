// A panic traps at once, instead of writing its message first, which nobody would read: std has
// nowhere to print to, and bridge/instance.ts only sees the trap. wasm-opt then drops what wrote it.
import binaryen from 'binaryen';

/** What rustc calls to panic, by the names it gives them. None of these returns. */
const PANICS = [
  /^core\[\w+\]::panicking::/,
  /^core\[\w+\]::(option|result|slice|str)::.*_fail(ed)?$/,
  /^core\[\w+\]::cell::panic_/,
  /^std\[\w+\]::thread::local::panic_access_error$/,
  /^alloc\[\w+\]::(raw_vec::(handle_error|capacity_overflow)|alloc::handle_alloc_error)$/,
  /^<?alloc\[\w+\]::vec::.*::assert_failed$/,
  /^__rustc\[\w+\]::rust_begin_unwind$/,
];

/** The module with every panic a trap. It must still have the names of its functions, and keeps them. */
export function trapOnPanic(bytes) {
  binaryen.setDebugInfo(true);
  const wasm = binaryen.readBinary(bytes);
  const functions = Array.from({ length: wasm.getNumFunctions() }, (_, at) => binaryen.getFunctionInfo(wasm.getFunctionByIndex(at)));
  const panics = functions.filter(({ name }) => PANICS.some((names) => names.test(name)));
  if (!panics.some(({ name }) => name.endsWith('::panic_fmt'))) throw new Error('no panic in the module: has rustc renamed them?');
  for (const { name, params, results } of panics) {
    wasm.removeFunction(name);
    wasm.addFunction(name, params, results, [], wasm.unreachable());
  }
  return wasm.emitBinary();
}
