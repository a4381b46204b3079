/** How long to wait before the next attempt. @internal */
import { withInstance } from '../bridge/instance.js';
import * as wasm from '../../wasm/client.js';

/** Seconds; see src/backoff.rs. `retryAfter` is NaN if the server did not say. @internal */
export function backoff(failures: number, base: number, cap: number, retryAfter = NaN): number {
  // To spread callers over time; nothing secret depends on it.
  return withInstance(() => wasm.backoff(failures, base, cap, Math.random(), retryAfter));
}
