// `make bench`: how fast tokenward is, beside its peers, and how it grows. Installs the
// package from pkg/ and measures that. `node tools/bench.mjs --help` lists the options.
//
// A bench is no test: a missed target is reported and the exit code stays 0. It is 1 when
// something could not be measured.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installApp } from '../benches/lib/app.mjs';
import { mint } from '../benches/lib/fixtures.mjs';
import { load, machine } from '../benches/lib/machine.mjs';
import { readOptions, USAGE } from '../benches/lib/options.mjs';
import { measurePart } from '../benches/lib/parts.mjs';
import { FIXTURES, QUICK_RESULTS, RESULTS, ROOT } from '../benches/lib/paths.mjs';
import { readResults, writeResult } from '../benches/lib/results.mjs';
import { writeCharts } from '../benches/report/charts.mjs';
import { readmeBlock, withBlock } from '../benches/report/readme.mjs';
import { printReport } from '../benches/report/print.mjs';
import { targetRows, targets } from '../benches/report/targets.mjs';
import { table } from '../benches/report/table.mjs';

const POOL = 1000;

function conclude(folder, results) {
  const judged = targets(results);
  writeResult(folder, 'targets', { targets: judged });
  const charts = writeCharts(folder, results);
  console.log(`\ntargets\n${table(['target', '', 'must', 'stretch', 'measured', 'verdict', ''], targetRows(judged))}`);
  const missed = judged.filter(({ verdict }) => verdict === 'MISSED').length;
  const unknown = judged.filter(({ verdict }) => verdict === 'not measured').length;
  console.log(`\n${judged.length - missed - unknown} met, ${missed} missed, ${unknown} not measured`);
  const busy = Object.entries(results).filter(([, part]) => Math.max(...part.load) > part.machine.cores);
  if (busy.length > 0) console.log(`the machine was busy during ${busy.map(([part]) => part).join(', ')}: ratios hold better than times`);
  console.log(`results: ${folder.replace(ROOT, '')}: ${charts.join(', ')} and the numbers as JSON`);
}

async function measure(options) {
  const folder = options.kept ? RESULTS : QUICK_RESULTS;
  installApp();
  const facts = machine(options.date);
  console.log(`${facts.cpu}, ${facts.cores} cores, Node ${facts.node}, load ${load()}`);
  const fixtures = await mint(options.algorithms, POOL);
  writeFileSync(FIXTURES, JSON.stringify(fixtures));
  const measured = {};
  for (const part of options.parts) {
    const started = Date.now();
    console.log(`\n=== ${part}, load ${load()}`);
    try {
      measured[part] = { machine: facts, ...(await measurePart(part, fixtures, options)) };
      writeResult(folder, part, measured[part]);
    } catch (error) {
      console.error(`${part}: could not be measured: ${error.stack}`);
      process.exitCode = 1;
    }
    console.log(`(${part}: ${Math.round((Date.now() - started) / 1000)} s, load ${load()})`);
  }
  // A partial run is judged with what earlier runs left.
  conclude(folder, options.kept ? readResults(folder) : measured);
}

function readme({ 'check-readme': checkOnly, 'readme-file': file = join(ROOT, 'README.md') }) {
  const text = readFileSync(file, 'utf8');
  const wanted = withBlock(text, readmeBlock(readResults(RESULTS)));
  if (text === wanted) return console.log("the README's numbers are those of the results");
  if (checkOnly) {
    console.error("the README's numbers are not those of benches/results: run `node tools/bench.mjs --readme`");
    process.exitCode = 1;
  } else {
    writeFileSync(file, wanted);
    console.log("the README's numbers were rewritten");
  }
}

async function main() {
  const options = readOptions();
  if (options.help) console.log(USAGE);
  else if (options.readme || options['check-readme']) readme(options);
  else if (options.report) {
    const folder = options.quick ? QUICK_RESULTS : RESULTS;
    const results = readResults(folder);
    printReport(results);
    conclude(folder, results);
  } else await measure(options);
}

await main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
