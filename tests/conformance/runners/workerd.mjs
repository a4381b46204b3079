// The real workerd, through miniflare.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorker, workerModules } from '../../support/worker.mjs';
import { APP, FIXTURES, SUITE } from '../lib/paths.mjs';
import { report } from '../lib/report.mjs';

// workerd refuses to compile wasm at run time; a package that tries fails here.
const WORKER = `
import { tokenward } from ${JSON.stringify(join(APP, 'main.mjs'))};
import { runSuite } from ${JSON.stringify(join(SUITE, 'suite.mjs'))};
export default {
  async fetch(request) {
    return Response.json(await runSuite(tokenward, await request.json(), { runtime: 'workerd' }));
  },
};
`;

async function run(name, modules, compatibilityFlags) {
  const miniflare = await startWorker({ modules, miniflareOptions: { compatibilityFlags } });
  try {
    const response = await miniflare.dispatchFetch('http://conformance.test/', {
      method: 'POST',
      body: readFileSync(FIXTURES),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`workerd answered ${response.status}: ${text.slice(0, 500)}`);
    report(name, JSON.parse(text));
  } finally {
    await miniflare.dispose();
  }
}

const modules = await workerModules({ entrySource: WORKER, resolveDir: APP });
if (!modules.some(({ type }) => type === 'CompiledWasm')) throw new Error('the workerd entry imports no wasm module');
const compat = process.argv[2] === 'nodejs_compat';
await run(compat ? 'workerd nodejs_compat' : 'workerd', modules, compat ? ['nodejs_compat'] : []);
