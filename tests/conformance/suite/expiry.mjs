// expiresIn, shouldRefresh, parseDuration, parseTimestamp (RFC 3339).
import { describe, equal, label, ok, rejectsOption, thrown } from './harness.mjs';

const NEW_YEAR = 1767225600;

export function expiryTests(t) {
  const { expiresIn, shouldRefresh, parseDuration, parseTimestamp } = t.tw;
  const at = (now) => ({ clock: () => now });
  const typeError = (id, fn) =>
    t.test(id, () => {
      const error = thrown(fn, 'a TypeError');
      ok(error instanceof TypeError, 'a TypeError', describe(error));
    });

  t.test('expiry/expiresIn', () => {
    equal(expiresIn(NEW_YEAR + 60, at(NEW_YEAR)), 60);
    equal(expiresIn(NEW_YEAR, at(NEW_YEAR)), 0);
    equal(expiresIn(NEW_YEAR - 60, at(NEW_YEAR)), -60);
    equal(expiresIn('2026-01-01T00:01:00Z', at(NEW_YEAR)), 60);
    equal(expiresIn('2026-01-01T02:00:00+02:00', at(NEW_YEAR)), 0);
    equal(expiresIn(new Date((NEW_YEAR + 5) * 1000), at(NEW_YEAR)), 5);
    equal(expiresIn(0, at(0)), 0);
  });
  t.test("expiry/expiresIn by the machine's clock", () => {
    const left = expiresIn(Math.floor(Date.now() / 1000) + 100);
    ok(left >= 98 && left <= 100, 'about 100', left);
  });
  for (const [i, value] of [
    undefined,
    null,
    NaN,
    Infinity,
    -Infinity,
    '',
    'soon',
    '2026-01-01',
    {},
    [],
    true,
    new Date(NaN),
    5n,
  ].entries()) {
    typeError(`expiry/expiresIn wrong ${i}: ${label(value)}`, () => expiresIn(value, at(0)));
    typeError(`expiry/shouldRefresh wrong ${i}: ${label(value)}`, () => shouldRefresh(value, at(0)));
  }
  t.test('expiry/shouldRefresh default margin', () => {
    equal(shouldRefresh(1000, at(699)), false);
    equal(shouldRefresh(1000, at(700)), true);
    equal(shouldRefresh(1000, at(701)), true);
    equal(shouldRefresh(1000, at(5000)), true);
  });
  t.test('expiry/shouldRefresh margin', () => {
    equal(shouldRefresh(1000, { margin: 60, ...at(939) }), false);
    equal(shouldRefresh(1000, { margin: 60, ...at(940) }), true);
    equal(shouldRefresh(1000, { margin: 0, ...at(999) }), false);
    equal(shouldRefresh(1000, { margin: 0, ...at(1000) }), true);
    equal(shouldRefresh('1970-01-01T00:16:40Z', { margin: 60, ...at(939) }), false);
    equal(shouldRefresh(new Date(1000_000), { margin: 60, ...at(940) }), true);
  });
  for (const [i, margin] of [NaN, Infinity, -1, '5', null, {}].entries()) {
    t.test(`expiry/shouldRefresh margin wrong ${i}: ${label(margin)}`, () =>
      rejectsOption(() => shouldRefresh(1000, { margin, ...at(0) }), 'margin'),
    );
  }
  t.test('expiry/unknown option', () => {
    rejectsOption(() => shouldRefresh(1000, { margins: 5 }), 'margins');
    rejectsOption(() => expiresIn(1000, { now: 5 }), 'now');
    rejectsOption(() => expiresIn(1000, { clock: 5 }), 'clock');
  });

  for (const [text, seconds] of [
    ['15m', 900],
    ['30s', 30],
    ['1h', 3600],
    ['1d', 86400],
    ['1w', 604800],
    ['1h30m', 5400],
    ['2d12h', 216000],
    ['1w1d1h1m1s', 694861],
    ['90m', 5400],
    ['0s', 0],
  ]) {
    t.test(`expiry/parseDuration ${text}`, () => equal(parseDuration(text), seconds));
  }
  const wrong = [
    '',
    ' ',
    '15',
    'm',
    '1.5h',
    '-1h',
    '+1h',
    ' 15m',
    '15m ',
    '15 m',
    '1x',
    '1y',
    '1M',
    '15M',
    '1ms',
    '1e3s',
    '1h 30m',
    '1,5h',
    '0x10s',
    '١٥m',
    '15m\n',
    'P1D',
    'PT15M',
    '1h30',
    '99999999999999999999w',
    `${'9'.repeat(400)}s`,
    '1h'.repeat(100_000) + 'x',
  ];
  for (const [i, text] of wrong.entries()) typeError(`expiry/parseDuration wrong ${i}: ${label(text)}`, () => parseDuration(text));
  for (const value of [15, undefined, null, {}, ['15m'], true, 5n]) {
    typeError(`expiry/parseDuration no string: ${label(value)}`, () => parseDuration(value));
  }

  for (const [text, seconds] of [
    ['2026-01-01T00:00:00Z', NEW_YEAR],
    ['2026-01-01T00:00:00+00:00', NEW_YEAR],
    ['2026-01-01T00:00:00-00:00', NEW_YEAR],
    ['2026-01-01T05:30:00+05:30', NEW_YEAR],
    ['2025-12-31T16:00:00-08:00', NEW_YEAR],
    ['2024-02-29T12:00:00Z', 1709208000],
    ['2000-02-29T00:00:00Z', 951782400],
    ['1970-01-01T00:00:00Z', 0],
    ['2038-01-19T03:14:08Z', 2147483648],
    ['9999-12-31T23:59:59Z', 253402300799],
  ]) {
    t.test(`expiry/parseTimestamp ${text}`, () => equal(parseTimestamp(text), seconds));
  }
  t.test('expiry/parseTimestamp with a fraction', () => {
    for (const text of ['2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00.500000000Z']) {
      const value = parseTimestamp(text);
      ok(value === NEW_YEAR || value === NEW_YEAR + 0.5, 'that second, with or without the half', value);
    }
  });
  const notRfc3339 = [
    '',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:61Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01T00:00:00+00:60',
    '2026-01-01T00:00:00+0000',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00,5Z',
    '01/01/2026',
    '1767225600',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z ',
    '2026-01-01T00:00:00ZZ',
    '+002026-01-01T00:00:00Z',
    '-0001-01-01T00:00:00Z',
    '26-01-01T00:00:00Z',
    '2026-1-1T0:0:0Z',
    '２０２６-01-01T00:00:00Z',
    'now',
  ];
  for (const text of notRfc3339) typeError(`expiry/parseTimestamp wrong ${text}`, () => parseTimestamp(text));
  for (const value of [NEW_YEAR, undefined, null, new Date(0), {}, true]) {
    typeError(`expiry/parseTimestamp no string: ${label(value)}`, () => parseTimestamp(value));
  }
}
