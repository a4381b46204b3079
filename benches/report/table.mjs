// Tables for the terminal, and numbers as a reader wants them.

/** Three significant digits, and no more decimals than that leaves. */
export function number(value) {
  if (value === undefined || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return String(Math.round(value));
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

export const times = (value) => (Number.isFinite(value) ? `${number(value)}×` : '–');

export function table(headers, rows) {
  const widths = headers.map((header, column) => Math.max(header.length, ...rows.map((row) => String(row[column] ?? '').length)));
  const line = (cells) =>
    cells
      .map((cell, column) => (column === 0 ? String(cell ?? '').padEnd(widths[column]) : String(cell ?? '').padStart(widths[column])))
      .join('  ')
      .trimEnd();
  return [line(headers), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

/** One algorithm in Node: everybody, every scenario. */
export function contestantsTable(result) {
  const scenarios = ['fresh', 'repeated', 'returning'];
  const names = [...new Set(scenarios.flatMap((scenario) => Object.keys(result[scenario] ?? {})))];
  const headers = [
    'µs per verify',
    ...scenarios.flatMap((scenario) => [scenario, 'q1–q3', scenario === 'fresh' ? '/fast-jwt' : '/fast-jwt+c']),
  ];
  const rows = names.map((name) => [
    name,
    ...scenarios.flatMap((scenario) => {
      const entry = result[scenario]?.[name];
      if (!entry) return ['', '', ''];
      const peer = scenario === 'fresh' ? 'fast-jwt' : 'fast-jwt +cache';
      return [
        number(entry.us.median),
        `${number(entry.us.q1)}–${number(entry.us.q3)}`,
        name === peer ? '1' : times(entry.ratios[peer]?.median),
      ];
    }),
  ]);
  return table(headers, rows);
}

/** One runtime other than Node: tokenward against jose, a row per algorithm. */
export function runtimeTable(algorithms) {
  const rows = Object.entries(algorithms).map(([alg, { fresh, repeated }]) => {
    const row = [alg];
    for (const engine of ['wasm', 'auto']) {
      const entry = fresh[`tokenward ${engine}`];
      row.push(number(entry?.us.median), times(entry?.ratios.jose?.median));
    }
    const cached = repeated['tokenward auto +cache'] ?? repeated['tokenward wasm +cache'];
    return [...row, number(fresh.jose?.us.median), number(cached?.us.median), times(cached?.ratios.jose?.median)];
  });
  return table(['µs per verify', 'wasm', '/jose', 'auto', '/jose', 'jose', 'repeated +cache', '/jose'], rows);
}
