// The JavaScript of the package: one bundle a module, small files over it, loaders.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { build, transformSync } from 'esbuild';
import { root, stage } from './stage.mjs';

const dist = join(stage, 'dist');
const bundles = join(dist, 'bundle');
const ERRORS = join(dist, 'bridge/errors.js');
const COMPILE = join(dist, 'bridge/compile.js');

const LINE_LIMIT = 160;

const OPTIONS = {
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  minifySyntax: true,
  minifyWhitespace: true,
  // Node.js shows the line where an error was made that nobody has caught.
  lineLimit: LINE_LIMIT,
  // An import of what is not there is a warning: here it is an error.
  logOverride: { 'import-is-undefined': 'error' },
};

/** One file for all modules: errors, since callers ask `instanceof`; what compiles, since some loaders must not reach it. */
export async function bundleShared() {
  await build({ ...OPTIONS, entryPoints: [ERRORS, COMPILE], outdir: bundles, allowOverwrite: true });
}

/**
 * Everything over one module in one file, and its loaders: half the start-up was the loading of
 * many files. There must be one file only, since it holds the instance.
 */
export async function bundleModule({ name, source }) {
  const own = {
    name: 'own-module',
    setup(builder) {
      const bindings = join(stage, `wasm/${name}.js`);
      builder.onResolve({ filter: /(\/wasm\/\w+|\/module)\.js$/ }, () => ({ path: bindings }));
      builder.onResolve({ filter: /\/errors\.js$/ }, ({ path, resolveDir }) =>
        resolve(resolveDir, path) === ERRORS ? { path: './errors.js', external: true } : undefined,
      );
    },
  };
  const outfile = join(bundles, `${name}.js`);
  await build({ ...OPTIONS, entryPoints: [join(dist, source, 'bundle.js')], outfile, plugins: [own] });
  writeFileSync(outfile, withShortLocals(readFileSync(outfile, 'utf8')));
  const { metafile } = await build({
    ...OPTIONS,
    entryPoints: [join(dist, source, 'index.js')],
    write: false,
    metafile: true,
    plugins: [own],
    outdir: dist,
  });
  const [{ exports: names }] = Object.values(metafile.outputs);
  writeLoaders(name, names);
  return names;
}

/** One loader per runtime, of the templates in pkg-template/entry. */
function writeLoaders(name, names) {
  const templates = join(root, 'pkg-template/entry');
  // The main entry point's are the package's own.
  const folder = name === 'verifier' ? 'entry' : `entry/${name}`;
  const up = name === 'verifier' ? '..' : '../..';
  mkdirSync(join(stage, folder), { recursive: true });
  for (const template of readdirSync(templates)) {
    const text = readFileSync(join(templates, template), 'utf8')
      .replace("export * from '../dist/index.js'", `export { ${names.join(', ')} } from '../dist/bundle.js'`)
      .replaceAll('../dist/compile.js', `${up}/dist/bundle/compile.js`)
      .replaceAll('../dist/bundle.js', `${up}/dist/bundle/${name}.js`)
      .replaceAll('../wasm/module', `${up}/wasm/${name}`);
    if (/\.\.\/(wasm\/module|dist\/(index|compile)\.js)/.test(text)) throw new Error(`${template}: not a loader's template`);
    writeFileSync(join(stage, folder, template), text);
  }
}

/**
 * Files of their own over a module's bundle, which has whatever they need from outside their
 * folder. `names` are the module's public exports.
 */
export async function bundleOver(module, names, files) {
  for (const file of files) {
    const folder = file.endsWith('/index.js') ? dirname(join(dist, file)) + sep : undefined;
    const bundle = `./${relative(dirname(join(dist, file)), join(bundles, `${module}.js`))}`.replace(/^\.\/\.\./, '..');
    const over = {
      name: 'over-bundle',
      setup(builder) {
        builder.onResolve({ filter: /^\.\.?\// }, ({ path, kind, resolveDir }) => {
          if (kind === 'entry-point') return undefined;
          const target = resolve(resolveDir, path);
          if (folder !== undefined && target.startsWith(folder)) return undefined;
          if (target === COMPILE) return { path: './bundle/compile.js', external: true };
          return target === join(dist, 'index.js') ? { path, namespace: 'public' } : { path: bundle, external: true };
        });
        // `export *` of the bundle would show what is not public.
        builder.onLoad({ filter: /./, namespace: 'public' }, () => ({
          contents: `export { ${names.join(', ')} } from '${bundle}';`,
          resolveDir: dist,
        }));
      },
    };
    await build({
      ...OPTIONS,
      // With its lines: Node.js shows the one where an error was made that nobody has caught.
      minifyWhitespace: false,
      entryPoints: [join(dist, file)],
      outfile: join(dist, file),
      allowOverwrite: true,
      external: ['tokenward', 'tokenward/*', 'oauth4webapi'],
      plugins: [over],
    });
  }
}

/** Each store is one file, without a module: who imports it pays for nothing else. */
export async function bundleStores() {
  const stores = join(dist, 'stores');
  const files = readdirSync(stores).filter((name) => name.endsWith('.js'));
  await build({ ...OPTIONS, entryPoints: files.map((name) => join(stores, name)), outdir: stores, allowOverwrite: true });
  return files.map((name) => `stores/${name}`);
}

/**
 * CommonJS beside each file, and its declarations, for what cannot `require` a module: Jest, TypeScript's `node10` and
 * `node16`. Node.js itself gives `require` and `import` the same files, by the condition `module-sync`.
 */
export function writeCommonJs() {
  const isSource = (name) => /(?<!\.inline)\.js$|\.d\.ts$/.test(name);
  // Of the loaders Node.js's is enough: whatever has `require` has files.
  const isOther = (name) => name.startsWith('entry') && !name.endsWith('node.js');
  const files = ['dist', 'entry'].flatMap((folder) =>
    readdirSync(join(stage, folder), { recursive: true }).map((name) => join(folder, name)),
  );
  for (const file of files.filter((name) => isSource(name) && !isOther(name))) {
    const text = readFileSync(join(stage, file), 'utf8').replace(/((?:from|import) ?\(?["']\.[^"']+)\.js(?=["'])/g, '$1.cjs');
    const isDeclaration = file.endsWith('.d.ts');
    writeFileSync(join(stage, file.replace(/(js|ts)$/, 'c$1')), isDeclaration ? text : commonJs(text));
  }
}

function commonJs(module) {
  const script = module.replaceAll('import.meta.url', "require('node:url').pathToFileURL(__filename)");
  // Jest's jsdom has neither.
  const coders = ['TextDecoder', 'TextEncoder'].filter((name) => script.includes(`new ${name}`));
  const banner = coders.length > 0 ? `const { ${coders.join(', ')} } = require('node:util');` : '';
  return transformSync(script, { format: 'cjs', platform: 'node', target: 'es2022', minifyWhitespace: true, lineLimit: LINE_LIMIT, banner })
    .code;
}

/** Leaves of dist/ the bundles, `files`, and the declarations that public ones refer to. */
export function prune(files) {
  const { exports } = JSON.parse(readFileSync(join(root, 'pkg-template/package.json'), 'utf8'));
  const named = Object.values(exports)
    .flatMap(({ types }) => types?.import ?? [])
    .map((path) => join(stage, path));
  const publicTypes = named.flatMap((path) =>
    path.includes('*')
      ? files.filter((file) => join(dist, file).startsWith(path.split('*')[0])).map((file) => join(dist, file.replace(/\.js$/, '.d.ts')))
      : path,
  );
  const types = reachable(publicTypes);
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const isKept = dirname(path) === bundles || types.has(path) || files.some((file) => join(dist, file) === path);
    if (!isKept) rmSync(path);
  }
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true }).reverse()) {
    if (entry.isDirectory() && readdirSync(join(entry.parentPath, entry.name)).length === 0)
      rmSync(join(entry.parentPath, entry.name), { recursive: true });
  }
}

/** These declarations, and all that they import. */
function reachable(paths) {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const [, specifier] of readFileSync(path, 'utf8').matchAll(/(?:from|import\(?) ?['"](\.[^'"]+)\.js['"]/g)) {
      visit(resolve(dirname(path), `${specifier}.d.ts`));
    }
  };
  paths.forEach(visit);
  return seen;
}

/**
 * A module whose local names are short, for there is less to parse at every start. As a script it
 * keeps the names of its functions, which stack traces show.
 */
function withShortLocals(module) {
  const end = module.lastIndexOf('export{');
  // Imports cannot stand in a script.
  const imports = [];
  const script = module.slice(0, end).replace(/import\s*\{[^}]*\}\s*from\s*"\.\/errors\.js";\n?/g, (found) => {
    imports.push(found.trim());
    return '';
  });
  const { code } = transformSync(script, { minify: true, target: 'es2022', lineLimit: LINE_LIMIT });
  return `${imports.join('')}${code.trimEnd()}\n${module.slice(end)}`;
}
