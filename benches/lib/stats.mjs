// Medians, spreads, ratios and slopes.
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const low = Math.floor(at);
  return sorted[low] + ((sorted[low + 1] ?? sorted[low]) - sorted[low]) * (at - low);
}

export const median = (values) => quantile(values, 0.5);

const round = (value) => Number(value.toPrecision(4));

/** What a result file keeps of the samples. */
export function summary(samples) {
  return {
    median: round(median(samples)),
    q1: round(quantile(samples, 0.25)),
    q3: round(quantile(samples, 0.75)),
    min: round(Math.min(...samples)),
    max: round(Math.max(...samples)),
  };
}

/** The median of the rounds' ratios: both were timed in the same round, so noise that lasts cancels. */
export function ratio(samples, reference) {
  return round(median(samples.map((value, index) => value / reference[index])));
}

/** Least squares: `y = start + slope * x`, and how much of the variation that explains. */
export function line(points) {
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const x = mean(([value]) => value);
  const y = mean(([, value]) => value);
  const sum = (pick) => points.reduce((total, point) => total + pick(point), 0);
  const slope = sum(([a, b]) => (a - x) * (b - y)) / sum(([a]) => (a - x) ** 2);
  const start = y - slope * x;
  const left = sum(([a, b]) => (b - start - slope * a) ** 2);
  const all = sum(([, b]) => (b - y) ** 2);
  return { start: round(start), slope: round(slope), r2: all === 0 ? 1 : round(1 - left / all) };
}
