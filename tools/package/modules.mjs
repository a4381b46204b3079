// The wasm modules of the package: what each is built for. A module is a folder of wasm/, a bundle
// of pkg-template/src (its `bundle.ts`), and a set of loaders.

const SMALLER_CODE = [
  // The arithmetic says itself what is inlined; elsewhere less inlining makes a smaller module.
  // So does less unrolling; `unroll!` (src/crypto/unroll.rs) is for the loops that need it.
  '-C',
  'llvm-args=-inline-threshold=10 -unroll-threshold=120 -unroll-runtime=false -unroll-allow-partial=false',
];

/**
 * `source` is the folder of pkg-template/src whose `bundle.ts` and `index.ts` are the module's;
 * `optLevel`, `smallCrates` (built for size, because they do nothing but convert) and `rustflags`
 * are for its Rust code, `wasmOpt` for what comes of that.
 */
export const MODULES = [
  {
    name: 'verifier',
    source: '.',
    optLevel: 2,
    smallCrates: ['tokenward-bridge', 'tokenward-tokens', 'tokenward-verifier'],
    rustflags: SMALLER_CODE,
    wasmOpt: '-O3',
  },
  // Loaded by pages: it waits for the network all its life, and has no loop worth a byte.
  { name: 'client', source: 'client', optLevel: 'z', smallCrates: [], rustflags: [], wasmOpt: '-O3' },
  { name: 'issuer', source: 'issuer', optLevel: 2, smallCrates: ['tokenward-bridge'], rustflags: SMALLER_CODE, wasmOpt: '-O3' },
];
