// What is plotted. `flat`: what the series should be; a point is made by growth/point.mjs.
const SIZES = [200, 512, 1024, 2048, 4096, 8150];
const KEYS = [1, 3, 10, 30, 100, 300, 1000];
const ENTRIES = [10, 100, 1000, 10_000, 100_000, 1_000_000];
const thin = (values, quick) => (quick ? [values[0], values[Math.floor(values.length / 2)], values.at(-1)] : values);

export function series(quick) {
  const sizes = thin(SIZES, quick);
  const keys = quick ? [1, 10, 1000] : KEYS;
  const entries = quick ? [10, 1000, 100_000] : ENTRIES;
  return [
    { chart: 'size', name: 'HS256', points: sizes.map((n) => ({ kind: 'size', alg: 'HS256', n })) },
    { chart: 'size', name: 'EdDSA', points: sizes.map((n) => ({ kind: 'size', alg: 'EdDSA', n })) },
    { chart: 'size', name: 'ES256', points: sizes.map((n) => ({ kind: 'size', alg: 'ES256', n })) },
    { chart: 'size', name: 'fast-jwt, HS256', peer: true, points: sizes.map((n) => ({ kind: 'size', alg: 'HS256', n, peer: true })) },

    { chart: 'keys', name: 'HS256, kid, all keys in use', points: keys.map((n) => ({ kind: 'keys', alg: 'HS256', n })) },
    { chart: 'keys', name: 'ES256, kid, one key in use', points: keys.map((n) => ({ kind: 'keys', alg: 'ES256', n, used: 1 })) },
    // Four times around: a key's table is built when it has been used a few times.
    { chart: 'keys', name: 'ES256, kid, all keys in use', points: keys.map((n) => ({ kind: 'keys', alg: 'ES256', n, warmUp: 4 })) },
    { chart: 'keys', name: 'ES256, no kid, one key fits', points: keys.map((n) => ({ kind: 'nokid', alg: 'ES256', n })) },

    {
      chart: 'candidates',
      name: 'ES256, no kid, the last one signed',
      points: (quick ? [1, 8] : [1, 2, 4, 6, 8]).map((n) => ({ kind: 'nokid', alg: 'ES256', n, fit: n })),
    },

    { chart: 'cache', name: 'HS256, hits', points: entries.map((n) => ({ kind: 'cache', n })) },
  ];
}
