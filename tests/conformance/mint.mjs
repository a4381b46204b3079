// Mints the corpus into target/conformance/fixtures.json.
//
//   node tests/conformance/mint.mjs            mint
//   node tests/conformance/mint.mjs --check    mint, and ask jose about each token
//
// Keys are fresh in every run. Nothing in the corpus depends on which keys they
// are, so there is no seed: a failing entry is in fixtures.json, whole.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Collector, NOW, CANARY } from './lib/collector.mjs';
import { newKeys } from './lib/keys.mjs';
import { families } from './corpus/index.mjs';
import { FIXTURES, WORK } from './lib/paths.mjs';
import { extraFixtures } from './lib/extra.mjs';

export async function mint() {
  const collector = new Collector(newKeys());
  for (const [name, family] of Object.entries(families)) await family(collector.family(name));
  const extra = await extraFixtures(collector.k);
  return { now: NOW, canary: CANARY, entries: collector.entries, extra };
}

export function write(corpus) {
  mkdirSync(WORK, { recursive: true });
  // `signer` holds private keys and is of no use to the suite.
  const text = JSON.stringify(corpus, (name, value) => (name === 'signer' ? undefined : value));
  writeFileSync(FIXTURES, text);
  return text.length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  const corpus = await mint();
  const size = write(corpus);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`minted ${corpus.entries.length} entries, ${(size / 1e6).toFixed(1)} MB, in ${seconds} s: ${FIXTURES}`);
  if (process.argv.includes('--check')) {
    const { check } = await import('./lib/check.mjs');
    process.exitCode = (await check(corpus)) ? 0 : 1;
  }
}
