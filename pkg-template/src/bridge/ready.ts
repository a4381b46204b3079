/** When the module has loaded. */
import { loaded } from './instance.js';

/**
 * Resolves when tokenward can be used: at once on servers, after the module has been fetched
 * in browsers. A failed fetch is not remembered: call it again to try again.
 *
 * @example
 * ```ts
 * import { ready, createVerifier } from 'tokenward';
 * await ready();
 * ```
 */
export function ready(): Promise<void> {
  return loaded();
}
