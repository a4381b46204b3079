/**
 * tokenward for callers who bring the module: `tokenward/tokenward.wasm`.
 *
 * @packageDocumentation
 */
import { compile, compileAsync } from './bridge/compile.js';
import { instantiate } from './bridge/instance.js';
import './lib/web-types.js';

export * from './index.js';

/** What the instance can be made from: a compiled module, or its bytes. */
export type WasmSource = WebAssembly.Module | ArrayBuffer | ArrayBufferView;

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
  instantiate(isModule(source) ? source : compile(source as BufferSource));
}

/** Makes the instance from a response, or a promise of one or of a module, for places that only compile asynchronously. */
export async function init(source: WasmSource | Response | Promise<WasmSource | Response>): Promise<void> {
  const given = await source;
  if (isModule(given)) return instantiate(given);
  instantiate(await compileAsync('arrayBuffer' in given ? await (given as Response).arrayBuffer() : (given as BufferSource)));
}

/** By its tag: a module of another realm is none of this realm's class. */
function isModule(source: object): boolean {
  return Object.prototype.toString.call(source) === '[object WebAssembly.Module]';
}
