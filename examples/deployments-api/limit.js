// How often somebody may ask: so many requests in a window of so many seconds.

/**
 * Returns a function that counts a request of `key` and says how many seconds it has to wait: 0
 * if it may pass.
 *
 * @param {{ requests: number, seconds: number, clock: () => number }} options
 */
export function createLimit({ requests, seconds, clock }) {
  /** In the order in which they end, since all are of one length. */
  const windows = new Map();
  return (key) => {
    const now = clock();
    for (const [old, { ends }] of windows) {
      if (ends > now) break;
      windows.delete(old);
    }
    if (!windows.has(key)) windows.set(key, { left: requests, ends: now + seconds });
    const window = windows.get(key);
    if (window.left === 0) return Math.ceil(window.ends - now);
    window.left -= 1;
    return 0;
  };
}
