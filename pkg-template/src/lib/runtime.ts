/** Where this runs, and what it may use there. @internal */

/** A page, or a worker of one. @internal */
export const isBrowser = typeof document === 'object' || typeof (globalThis as { importScripts?: unknown }).importScripts === 'function';

/**
 * What `use` returns; undefined where the browser denies it: in a sandboxed frame, or with cookies blocked, a
 * mere look at `localStorage` throws.
 * @internal
 */
export function allowed<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
