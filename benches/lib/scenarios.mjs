// Which tokens come, and what a cache may hold. Nothing here may import anything.
export const SCENARIOS = {
  // More distinct tokens than the caches hold: each verification is the first one.
  fresh: { tokens: (pool) => pool, cacheEntries: 100 },
  // One token, again and again.
  repeated: { tokens: (pool) => pool.slice(0, 1), cacheEntries: 1000 },
  // A thousand users who come back, and caches with room for all of them.
  returning: { tokens: (pool) => pool, cacheEntries: 10_000, cachesOnly: true, wholePool: true, nodeOnly: true },
};
