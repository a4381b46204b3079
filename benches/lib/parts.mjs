// Measures one part, prints it as it comes, and gives what its result file holds.
import { runGrowth } from '../growth/run.mjs';
import { growthHeaders, growthRows } from '../report/growth.mjs';
import { startupTable } from '../report/startup.mjs';
import { contestantsTable, runtimeTable, table } from '../report/table.mjs';
import { runStartup } from '../startup/run.mjs';
import { load, programVersion } from './machine.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { summarise } from './summarise.mjs';

const OPENERS = {
  node: async () => (await import('../runners/processes.mjs')).open('node'),
  deno: async () => (await import('../runners/processes.mjs')).open('deno'),
  bun: async () => (await import('../runners/processes.mjs')).open('bun'),
  workerd: async () => (await import('../runners/workerd.mjs')).open(),
  chromium: async () => (await import('../runners/chromium.mjs')).open(),
};

async function measureRuntime(runtime, { algorithms, timing }) {
  const runner = await OPENERS[runtime]();
  const result = {};
  const lacking = [];
  try {
    for (const alg of algorithms) {
      result[alg] = {};
      for (const [scenario, { nodeOnly }] of Object.entries(SCENARIOS)) {
        if (nodeOnly && runtime !== 'node') continue;
        const { samples, lacking: missing } = await runner.run(alg, scenario, timing);
        result[alg][scenario] = summarise(samples);
        if (scenario === 'fresh') lacking.push(...missing.map((name) => `${name} has no ${alg}`));
      }
      if (runtime === 'node') console.log(`\n${alg}\n${contestantsTable(result[alg])}`);
      else process.stdout.write(` ${alg}`);
    }
  } finally {
    await runner.close();
  }
  if (runtime !== 'node') console.log(`\n${runtimeTable(result)}`);
  if (lacking.length > 0) console.log(`in ${runtime}: ${lacking.join(', ')}`);
  return { ...(runtime === 'node' ? {} : { version: programVersion(runtime) }), timing, algorithms: result, lacking };
}

async function measureGrowth(options) {
  const series = await runGrowth({ ...options, onProgress: (what) => process.stdout.write(` ${what};`) });
  console.log(`\n${table(growthHeaders, growthRows(series))}`);
  return { series };
}

async function measureStartup(fixtures, options) {
  const result = await runStartup(fixtures, options);
  console.log(startupTable(result));
  return result;
}

export async function measurePart(part, fixtures, options) {
  const before = load();
  let result;
  if (part === 'growth') result = await measureGrowth(options.growth);
  else if (part === 'startup') result = await measureStartup(fixtures, options.startup);
  else result = await measureRuntime(part, options);
  return { load: [before, load()], ...result };
}
