// The package as registries, bundlers and type checkers see it.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';
import { esbuildChecks } from './esbuild.mjs';
import { commonJsChecks } from './commonjs.mjs';
import { moduleChecks } from './modules.mjs';
import { realmChecks } from './realms.mjs';
import { refusalChecks } from './refusals.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = join(root, 'target/packaging/app');
const tarball = installPackage(app);
const pkg = join(root, 'pkg');

/** A program that answers 'true' when the package works; bundled in different ways. */
const program = (from, setUp = '') => `
import { createVerifier, generateApiKey, initSync, verifyApiKey } from '${from}';
${setUp}
const { key, hash } = generateApiKey({ prefix: 'acme', environment: 'test' });
console.log(verifyApiKey(key, hash) && typeof createVerifier === 'function');
`;

async function bundle(name, source, options) {
  const entry = join(app, `${name}.mjs`);
  const outfile = join(root, `target/packaging/out/${name}/bundle.mjs`);
  writeFileSync(entry, source);
  const result = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    logLevel: 'silent',
    metafile: true,
    target: 'es2022',
    ...options,
  });
  assert.deepEqual(
    result.warnings.map(({ text }) => text).filter((text) => !text.includes('initSync')),
    [],
  );
  return { outfile, inputs: Object.keys(result.metafile.inputs) };
}

const run = (file) => execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim();

await runChecks('packaging', {
  'publint has nothing to say': async () => {
    const { messages, pkg: manifest } = await publint({ pkgDir: pkg, strict: true });
    assert.deepEqual(
      messages.map((message) => formatMessage(message, manifest, { color: false })),
      [],
    );
  },

  'are the types wrong? no': () => {
    execFileSync(
      join(root, 'node_modules/.bin/attw'),
      [tarball, '--profile', 'strict', '--no-color', '--exclude-entrypoints', 'tokenward.wasm'],
      { encoding: 'utf8', stdio: 'pipe' },
    );
  },

  'documents name files that are in the package, or an address': () => {
    for (const name of ['README.md', 'SECURITY.md']) {
      const links = [...readFileSync(join(pkg, name), 'utf8').matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(
        ([, text, tag]) => text ?? tag,
      );
      const relative = links.filter((link) => !/^(https:|#)/.test(link));
      assert.deepEqual(
        relative.filter((link) => !existsSync(join(pkg, link))),
        [],
        name,
      );
    }
  },

  'the bill of materials has what is compiled in, and nothing that is not': () => {
    const { metadata, components } = JSON.parse(readFileSync(join(pkg, 'sbom.cdx.json'), 'utf8'));
    assert.equal(metadata.component.purl, `pkg:npm/tokenward@${metadata.component.version}`);
    const lock = readFileSync(join(root, 'Cargo.lock'), 'utf8');
    for (const { name, version, hashes } of components) {
      assert.match(lock, new RegExp(`name = "${name}"\nversion = "${version}"\nsource = .*\nchecksum = "${hashes[0].content}"`));
    }
    const names = components.map(({ name }) => name);
    for (const name of ['sha2', 'subtle', 'zeroize', 'serde_json', 'talc']) assert.ok(names.includes(name), name);
    // Of the tests, and of the compiler.
    for (const name of ['tokenward', 'aws-lc-rs', 'p256', 'syn']) assert.ok(!names.includes(name), name);
  },

  'no dependency, no install script': () => {
    const manifest = JSON.parse(readFileSync(join(pkg, 'package.json'), 'utf8'));
    for (const field of ['dependencies', 'optionalDependencies', 'scripts']) assert.equal(manifest[field], undefined, field);
    // For its types only: strict package managers let a package see no other.
    for (const name of Object.keys(manifest.peerDependencies)) assert.deepEqual(manifest.peerDependenciesMeta[name], { optional: true });
  },

  'every subpath of the middleware imports in Node.js, without its framework': () => {
    for (const name of ['hono', 'express', 'fastify']) {
      const code = `import { guard } from 'tokenward/${name}'; console.log(typeof guard);`;
      const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: app, encoding: 'utf8' });
      assert.equal(output.trim(), 'function');
      assert.doesNotMatch(readFileSync(join(pkg, `dist/guard/${name}.js`), 'utf8'), /from ?["'](?!\.)/);
    }
  },

  'the options of a provider can be made before anything else is imported': () => {
    const code = "import { google } from 'tokenward/providers'; console.log(google({ clientId: 'a' }).keys.url);";
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: app, encoding: 'utf8' });
    assert.equal(output, 'https://www.googleapis.com/oauth2/v3/certs\n');
  },

  ...moduleChecks(root, app),
  ...esbuildChecks(app),
  ...commonJsChecks(app),
  ...realmChecks(app),
  ...refusalChecks(app),

  'each entry point brings its own module, and nothing of the others': async () => {
    for (const [entry, module, folder] of [
      ['tokenward', 'verifier', 'entry'],
      ['tokenward/client', 'client', 'entry/client'],
      ['tokenward/issuer', 'issuer', 'entry/issuer'],
    ]) {
      for (const [conditions, loader] of [
        [['browser'], {}],
        [['workerd', 'worker', 'browser'], { '.wasm': 'copy' }],
      ]) {
        const [runtime] = conditions;
        const source = `import * as all from '${entry}'; console.log(all);`;
        const { inputs } = await bundle(`${module}-${runtime}`, source, { conditions, loader });
        const names = inputs.filter((input) => input.includes('tokenward')).map((input) => input.split('node_modules/tokenward/')[1]);
        const compiled = runtime === 'workerd' ? [`wasm/${module}.wasm`] : [];
        const inSource = runtime === 'browser' ? [`wasm/${module}.inline.js`] : [];
        const expected = [`dist/bundle/${module}.js`, `${folder}/${runtime}.js`, ...compiled, ...inSource];
        assert.deepEqual(names.filter((name) => !/bundle\/(errors|compile)\.js$/.test(name)).sort(), expected);
      }
    }
  },

  'errors are of one class, whichever module throws them': () => {
    const code = `
      import { TokenError, TokenHolder } from 'tokenward';
      import { TokenError as Same, TokenHolder as OfClient } from 'tokenward/client';
      for (const Holder of [TokenHolder, OfClient]) {
        try { new Holder().authorization(); } catch (error) { console.log(error instanceof TokenError, TokenError === Same, error.code); }
      }`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: app, encoding: 'utf8' });
    assert.equal(output, 'true true token_missing\n'.repeat(2));
  },

  'an error that nobody catches shows its message, and little else': () => {
    const secret = 'a secret of 32 bytes or more, so it is'; // of nobody
    for (const [source, message] of [
      ["import { createVerifier } from 'tokenward'; createVerifier({ keys: 'x' });", /TypeError: `algorithms` is required/],
      [
        `import { createVerifier } from 'tokenward'; createVerifier({ keys: { secret: '${secret}' }, algorithms: ['HS256'], aud: 'x' });`,
        /unknown option `aud`/,
      ],
      ["import { createVerifier } from 'tokenward'; createVerifier({ keys: 'x', algorithms: ['ES256'] });", /KeyError: /],
      ["import { createClient } from 'tokenward/client'; createClient({ baseurl: 'x' });", /unknown option `baseurl`/],
      ["import { remoteJwks } from 'tokenward'; remoteJwks('x');", /remoteJwks: expected an absolute URL/],
      ["import { guard } from 'tokenward/hono'; guard({});", /guard: expected a verifier/],
    ]) {
      const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { cwd: app, encoding: 'utf8' });
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.ok(stderr.length < 3000, `${stderr.length} characters: ${stderr.slice(0, 200)}`);
      assert.ok(!stderr.includes(secret), stderr);
    }
  },

  'the crate and the package have one version': () => {
    const crate = readFileSync(join(root, 'Cargo.toml'), 'utf8').match(/^version = "(.*)"/m)[1];
    assert.equal(JSON.parse(readFileSync(join(pkg, 'package.json'), 'utf8')).version, crate);
  },

  'esbuild: tokenward/inline becomes one file that needs nothing': async () => {
    const { outfile, inputs } = await bundle('inline', program('tokenward/inline').replace('initSync, ', ''), { platform: 'neutral' });
    assert.ok(!inputs.some((input) => builtinModules.includes(input) || input.startsWith('node:')));
    assert.equal(run(outfile), 'true');
  },

  'esbuild: tokenward/slim takes the module from a binary loader': async () => {
    const setUp = "import bytes from 'tokenward/tokenward.wasm';\ninitSync(bytes);";
    const { outfile, inputs } = await bundle('slim', program('tokenward/slim', setUp), {
      platform: 'neutral',
      loader: { '.wasm': 'binary' },
    });
    assert.ok(!inputs.some((input) => input.endsWith('inline.js')));
    assert.equal(run(outfile), 'true');
  },

  'every store stands alone: one file, no wasm, nothing of a runtime': async () => {
    const names = readdirSync(join(pkg, 'dist/stores'))
      .filter((name) => name.endsWith('.js'))
      .map((name) => name.slice(0, -3));
    assert.deepEqual(names, ['cache-api', 'durable-object', 'memory', 'redis', 'types', 'workers-kv']);
    for (const name of names) {
      const { inputs } = await bundle(`store-${name}`, `export * from 'tokenward/stores/${name}';`, { platform: 'neutral' });
      assert.equal(inputs.filter((input) => !input.endsWith(`stores/${name}.js`)).length, 1, `${inputs}`);
    }
  },

  'esbuild: who uses one provider bundles no other': async () => {
    const hosts = { cognito: 'cognito-idp.', google: 'accounts.google.com', twitch: 'opaque_user_id', keycloak: 'realm_access' };
    for (const name of Object.keys(hosts)) {
      const source = `import { ${name} } from 'tokenward/providers'; console.log(${name});`;
      const { outfile } = await bundle(`provider-${name}`, source, { conditions: ['browser'] });
      const text = readFileSync(outfile, 'utf8');
      for (const [other, host] of Object.entries(hosts)) assert.equal(text.includes(host), other === name, `${name}: ${host}`);
    }
  },

  'esbuild: a worker imports the module, compiled beforehand': async () => {
    const { outfile, inputs } = await bundle('workerd', program('tokenward').replace('initSync, ', ''), {
      conditions: ['workerd', 'worker', 'browser'],
      loader: { '.wasm': 'copy' },
    });
    assert.ok(inputs.some((input) => input.endsWith('wasm/verifier.wasm')));
    assert.match(readFileSync(outfile, 'utf8'), /from "\.\/verifier-\w+\.wasm"/);
  },
});
