// Starts a process and reads the lines of JSON it prints.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ROOT } from './paths.mjs';

/** Calls `onLine` with each line of JSON; rejects when the process fails or takes too long. */
export function launch([program, ...args], { env = {}, limitMs = 300_000, onLine }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    let failure;
    createInterface({ input: child.stdout }).on('line', (text) => {
      try {
        onLine(JSON.parse(text));
      } catch (error) {
        failure ??= error;
      }
    });
    child.stderr.on('data', (data) => (errors += data));
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.on('error', (error) => (failure ??= error));
    child.on('close', (code) => {
      clearTimeout(timer);
      if (failure) reject(failure);
      else if (code !== 0) reject(new Error(`exit ${code}: ${errors.trim().split('\n').slice(-12).join('\n')}`));
      else resolve();
    });
  });
}
