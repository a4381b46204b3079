// Instants and durations, in words.

const FORMAT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });

/** A local date, or undefined for what no calendar holds. */
export function localDate(seconds) {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : { text: FORMAT.format(date), iso: date.toISOString() };
}

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** The two largest units: `1 min 52 s`, `3 h 5 min`, `12 d`. */
export function duration(seconds) {
  const rest = Math.max(0, Math.floor(seconds));
  if (rest > 86_400 * 3650) return 'more than ten years';
  const at = UNITS.findIndex(([size]) => rest >= size);
  if (at === -1) return '0 s';
  const [size, unit] = UNITS[at];
  const text = `${Math.floor(rest / size)} ${unit}`;
  const [smaller, smallerUnit] = UNITS[at + 1] ?? [];
  const left = smaller ? Math.floor((rest % size) / smaller) : 0;
  return left > 0 ? `${text} ${left} ${smallerUnit}` : text;
}

/** `in 1 min 52 s`, `5 s ago`, `now`. */
export function relative(seconds, now) {
  const away = Math.floor(seconds - now);
  if (away === 0) return 'now';
  return away > 0 ? `in ${duration(away)}` : `${duration(-away)} ago`;
}

/** `1:52` under an hour, else the two largest units. */
export function countdown(seconds) {
  if (seconds >= 3600) return duration(seconds);
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
