// The real workerd, through miniflare. The worker is bundled the way wrangler
// does it: the workerd condition first, wasm as a compiled module beside it.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
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

const wasm = new Map();
/** Leaves wasm imports in place, and keeps the files to hand over to workerd. */
const compiledWasm = {
  name: 'compiled-wasm',
  setup(builder) {
    builder.onResolve({ filter: /\.wasm(\?module)?$/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (pluginData === compiledWasm) return undefined;
      const found = await builder.resolve(path.replace(/\?module$/, ''), { resolveDir, kind, pluginData: compiledWasm });
      if (found.errors.length > 0) return found;
      wasm.set(basename(found.path), readFileSync(found.path));
      return { path: `./${basename(found.path)}`, external: true };
    });
  },
};

async function bundle() {
  const { outputFiles } = await build({
    stdin: { contents: WORKER, resolveDir: APP, sourcefile: 'worker.mjs' },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    mainFields: ['browser', 'module', 'main'],
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*'],
    plugins: [compiledWasm],
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

async function run(name, script, compatibilityFlags) {
  const miniflare = new Miniflare({
    host: '127.0.0.1',
    port: 0,
    // No look-up of the request's whereabouts: nothing here talks to the network.
    cf: false,
    compatibilityDate: '2026-04-01',
    compatibilityFlags,
    modulesRoot: '/',
    modules: [
      { type: 'ESModule', path: '/worker.mjs', contents: script },
      ...[...wasm].map(([file, contents]) => ({ type: 'CompiledWasm', path: `/${file}`, contents })),
    ],
  });
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

const script = await bundle();
if (wasm.size === 0) throw new Error('the workerd entry imports no wasm module');
const compat = process.argv[2] === 'nodejs_compat';
await run(compat ? 'workerd nodejs_compat' : 'workerd', script, compat ? ['nodejs_compat'] : []);
