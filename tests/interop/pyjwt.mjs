// PyJWT, in a virtual environment of its own under target/.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../../target/', import.meta.url));
const venv = join(target, 'pyjwt-venv');
const python = join(venv, 'bin', 'python');
const requirements = join(here, 'requirements.txt');
const stamp = join(venv, 'installed-requirements.txt');

function ensureVenv() {
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  mkdirSync(target, { recursive: true });
  execFileSync('python3', ['-m', 'venv', '--clear', venv], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', requirements], {
    stdio: 'inherit',
  });
  // Written last, so that an interrupted installation is done again.
  writeFileSync(stamp, wanted);
}

/** Mints one token per job; see pyjwt_mint.py for what a job is. */
export function pyjwtMint(jobs) {
  ensureVenv();
  const out = execFileSync(python, [join(here, 'pyjwt_mint.py')], {
    input: JSON.stringify(jobs),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return JSON.parse(out);
}
