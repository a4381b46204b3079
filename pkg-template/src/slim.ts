/**
 * tokenward for callers who bring the module: `tokenward/tokenward.wasm`.
 *
 * @packageDocumentation
 */
import { instantiate } from './bridge/instance.js';
import type { WasmSource } from './bridge/module.js';

export * from './index.js';
export type { WasmSource } from './bridge/module.js';

/**
 * Makes the instance, synchronously. A second call changes nothing.
 *
 * @example
 * ```ts
 * import module from 'tokenward/tokenward.wasm';
 * import { initSync, createVerifier } from 'tokenward/slim';
 * initSync(module);
 * ```
 */
export function initSync(source: WasmSource): void {
  instantiate(source);
}

/** Makes the instance from a response, or a promise of one or of a module, for places that only compile asynchronously. */
export async function init(source: WasmSource | Response | Promise<WasmSource | Response>): Promise<void> {
  const given = await source;
  if (given instanceof WebAssembly.Module) return instantiate(given);
  const bytes = given instanceof Response ? await given.arrayBuffer() : given;
  instantiate(await WebAssembly.compile(bytes));
}
