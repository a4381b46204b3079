// The real workerd, through miniflare.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorker, startWorker } from '../../support/workerd.mjs';
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

async function run(name, worker, compatibilityFlags) {
  const miniflare = startWorker(worker, { compatibilityFlags });
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

const worker = await bundleWorker(WORKER, APP);
const compat = process.argv[2] === 'nodejs_compat';
await run(compat ? 'workerd nodejs_compat' : 'workerd', worker, compat ? ['nodejs_compat'] : []);
