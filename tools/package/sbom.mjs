// What the wasm modules are made of, as a CycloneDX 1.6 bill of materials: every crate of another project that is compiled
// into them, with its version, licence and checksum of Cargo.lock. No time and no serial number, so that the same
// sources give the same file.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES } from './modules.mjs';
import { root, stage } from './stage.mjs';

const NAME = 'sbom.cdx.json';

/** Leaves it in the stage. */
export function writeBillOfMaterials() {
  const { name, version, license } = JSON.parse(readFileSync(join(stage, 'package.json'), 'utf8'));
  const checksums = checksumsOf(readFileSync(join(root, 'Cargo.lock'), 'utf8'));
  const components = crates().map(([crate, of, licence]) => {
    const purl = `pkg:cargo/${crate}@${of}`;
    const content = checksums.get(`${crate} ${of}`);
    if (content === undefined) throw new Error(`Cargo.lock has no checksum of ${crate} ${of}`);
    return {
      type: 'library',
      'bom-ref': purl,
      name: crate,
      version: of,
      hashes: [{ alg: 'SHA-256', content }],
      licenses: [{ expression: licence }],
      purl,
    };
  });
  const purl = `pkg:npm/${name}@${version}`;
  const component = { type: 'library', 'bom-ref': purl, name, version, licenses: [{ expression: license }], purl };
  const bill = { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component }, components };
  writeFileSync(join(stage, NAME), `${JSON.stringify(bill, null, 2)}\n`);
}

/** Name, version and licence of each; the crates of this workspace are not among them. */
function crates() {
  const modules = MODULES.flatMap((module) => ['--package', `tokenward-${module.name}`]);
  const options = ['--locked', '--target', 'wasm32-unknown-unknown', '--edges', 'normal,no-proc-macro', '--prefix', 'none', '--no-dedupe'];
  const tree = execFileSync('cargo', ['tree', ...options, ...modules, '--format', '{p}|{l}'], { cwd: root, encoding: 'utf8' });
  const lines = [...new Set(tree.split('\n'))].filter((line) => line !== '' && !line.includes(' ('));
  return lines.sort().map((line) => line.match(/^(\S+) v(\S+)\|(.+)$/).slice(1));
}

function checksumsOf(lock) {
  const packages = lock.matchAll(/^name = "(.+)"\nversion = "(.+)"\nsource = .+\nchecksum = "(\w+)"$/gm);
  return new Map([...packages].map(([, name, version, checksum]) => [`${name} ${version}`, checksum]));
}
