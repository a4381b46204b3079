// One core, whoever imports it by whichever name: there is one instance, and one TokenError.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import * as tokenward from 'tokenward';
import * as inline from 'tokenward/inline';
import * as slim from 'tokenward/slim';

const program = (main) => `
import { createVerifier, TokenError, createIpAllowList } from '${main}';
import { guard as ofHono } from 'tokenward/hono';
import { guard as ofExpress } from 'tokenward/express';
import { guard as ofFastify } from 'tokenward/fastify';
import { Hono } from 'hono';
const verifier = createVerifier({ keys: { secret: 'a secret of this bundle, and of nothing else' }, algorithms: ['HS256'] });
for (const guard of [ofExpress, ofFastify]) guard(verifier, { scopes: 'read', ips: createIpAllowList(['::1']) });
// A refusal is only told from other errors where both sides have one TokenError.
const response = await new Hono().use(ofHono(verifier)).request('http://localhost/');
console.log(response.status, response.headers.get('www-authenticate'));
`;

export function bundleChecks(app) {
  const checks = {
    'one core: tokenward, inline and slim give the same functions': () => {
      for (const name of ['createVerifier', 'guard', 'TokenError']) {
        assert.equal(inline[name], tokenward[name]);
        assert.equal(slim[name], tokenward[name]);
      }
    },
  };
  for (const [main, platform] of [
    ['tokenward', 'node'],
    ['tokenward/inline', 'neutral'],
  ]) {
    checks[`one core: ${main} and all middleware in one bundle of esbuild`] = async () => {
      const outfile = join(app, `../out/${platform}/bundle.mjs`);
      const { metafile } = await build({
        stdin: { contents: program(main), resolveDir: app },
        outfile,
        bundle: true,
        format: 'esm',
        platform,
        metafile: true,
        mainFields: ['module', 'main'],
        logLevel: 'silent',
        // The module stands beside the installed package, not beside the bundle.
        ...(platform === 'node' && {
          define: { 'import.meta.url': JSON.stringify(String(new URL('node_modules/tokenward/entry/node.js', `file://${app}/`))) },
        }),
      });
      const cores = Object.keys(metafile.inputs).filter((input) => input.endsWith('tokenward/dist/bundle/verifier.js'));
      assert.equal(cores.length, 1, `${cores}`);
      assert.equal(execFileSync(process.execPath, [outfile], { encoding: 'utf8' }).trim(), '401 Bearer');
    };
  }
  return checks;
}
