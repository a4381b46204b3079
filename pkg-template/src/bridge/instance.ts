/**
 * The WebAssembly instance: loaded once by an entry, replaced if it ever traps.
 *
 * Nothing here decides anything about a token.
 * @internal
 */
import * as wasm from './module.js';

let memory: WebAssembly.Memory | undefined;
let load: (() => Promise<WebAssembly.Module>) | undefined;
let loading: Promise<void> | undefined;

/** Counts the instances. What was made in an older one has to be made anew. */
export let generation = 0;

/** Makes the instance, synchronously. A second call changes nothing. */
export function instantiate(module: WebAssembly.Module): void {
  memory ??= wasm.initSync(module).memory;
}

/** Names the way to load the module; used by the browser entry. */
export function loadWith(loadModule: () => Promise<WebAssembly.Module>): void {
  load = loadModule;
}

/** See `ready` in ready.ts. */
export async function loaded(): Promise<void> {
  if (memory !== undefined) return;
  if (load === undefined) throw notReady();
  loading ??= load()
    .then(instantiate)
    .finally(() => {
      loading = undefined;
    });
  return loading;
}

function notReady(): Error {
  return new Error('tokenward is not loaded yet: `await ready()` first (browsers), or `initSync(module)` (tokenward/slim)');
}

/** The instance's memory; throws before `ready()`. */
export function currentMemory(): WebAssembly.Memory {
  if (memory === undefined) throw notReady();
  return memory;
}

/** Whether the instance has trapped and has to be replaced before it is used again. */
let broken = false;

/**
 * Replaces an instance that has trapped, before the next use: not at the trap itself, where
 * the stack may be exhausted. If it fails, the use after that tries again.
 */
export function replaceIfTrapped(): void {
  if (!broken) return;
  wasm.__wbg_reset_state();
  // Already initialised, so this only hands out the new instance's exports.
  memory = wasm.initSync().memory;
  generation += 1;
  broken = false;
}

/**
 * Runs a call into the instance. Should it trap, which no input is known to cause, this call
 * fails and the next one finds a new instance.
 */
export function withInstance<T>(call: () => T): T {
  currentMemory();
  replaceIfTrapped();
  try {
    return call();
  } catch (error) {
    if (!isTrap(error)) throw error;
    broken = true;
    throw new Error('tokenward: internal error; the call was refused and the wasm instance will be replaced', { cause: error });
  }
}

/** A wasm trap, or the stack running out inside wasm: either leaves the instance in an unknown state. */
function isTrap(error: unknown): boolean {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
}
