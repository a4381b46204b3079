// From the samples of one scenario to what a result file keeps.
import { quantile, ratio, summary } from './stats.mjs';

/** Whom everybody is compared with. */
const PEERS = ['jose', 'jose 16 at once', 'jsonwebtoken', 'fast-jwt', 'fast-jwt +cache', '@node-rs'];

/**
 * Per contestant its times, in microseconds, and its ratios to the peers: the median of the
 * rounds' ratios, and `quiet`, that of the fastest tenths, which a busy machine disturbs least.
 */
export function summarise(samples) {
  const result = {};
  for (const [name, values] of Object.entries(samples)) {
    const ratios = {};
    for (const peer of PEERS) {
      if (peer === name || !samples[peer]) continue;
      const quiet = quantile(values, 0.1) / quantile(samples[peer], 0.1);
      ratios[peer] = { median: ratio(values, samples[peer]), quiet: Number(quiet.toPrecision(4)) };
    }
    result[name] = { us: summary(values), ratios };
  }
  return result;
}
