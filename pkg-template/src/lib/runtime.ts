/** Where this runs. @internal */

/** A page, or a worker of one. @internal */
export const isBrowser = typeof document === 'object' || typeof (globalThis as { importScripts?: unknown }).importScripts === 'function';
