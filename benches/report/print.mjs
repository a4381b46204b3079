// The tables of results that exist already.
import { growthHeaders, growthRows } from './growth.mjs';
import { startupTable } from './startup.mjs';
import { contestantsTable, runtimeTable, table } from './table.mjs';

export function printReport(results) {
  for (const [part, result] of Object.entries(results)) {
    console.log(`\n=== ${part}, load ${result.load.join(' to ')}`);
    if (part === 'node') for (const [alg, entry] of Object.entries(result.algorithms)) console.log(`\n${alg}\n${contestantsTable(entry)}`);
    else if (part === 'growth') console.log(table(growthHeaders, growthRows(result.series)));
    else if (part === 'startup') console.log(startupTable(result));
    else if (result.algorithms) console.log(runtimeTable(result.algorithms));
  }
}
