/**
 * Types of the web that our declarations name. A program whose `lib` has no DOM, and that has no `@types/node`, does not have
 * them: there they are empty, so that the declarations compile. Elsewhere nothing changes, for interfaces merge.
 */
declare global {
  interface AbortSignal {}
  interface CryptoKey {}
  interface Request {}
  interface RequestInit {}
  interface Response {}
  interface URL {}
  namespace WebAssembly {
    interface Module {}
  }
}

export {};
