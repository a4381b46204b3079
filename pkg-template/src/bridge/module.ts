/**
 * The generated bindings of the wasm module that a bundle is made over: what every module exports
 * (see wasm/bridge). The build puts the real ones here, and in place of `wasm/verifier.js`,
 * `wasm/client.js` and the like; each bundle has one module, and one instance of it.
 * @internal
 */

export declare function initSync(module?: WebAssembly.Module): { memory: WebAssembly.Memory };
export declare function __wbg_reset_state(): void;
export declare function inputBuffer(capacity: number): number;
export declare function valueBuffer(length: number): number;
export declare function answerPointer(): number;
