// After `logout()` the memory of the process holds neither token: not V8's heap, as a string, and
// not the module's, as bytes.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

export function heapChecks(app, server) {
  const program = join(app, 'heap-child.mjs');
  const control = async (url, question) => (await fetch(`${url}control`, { method: 'POST', body: JSON.stringify(question) })).json();

  /** How many of the tokens are in each file that was written at that moment. */
  function found(folder, moment, secrets) {
    const files = readdirSync(folder).filter((name) => name.startsWith(`${moment}.`));
    assert.ok(files.some((name) => name.endsWith('.heapsnapshot')) && files.some((name) => name.endsWith('.wasm-memory')), files.join());
    return Object.fromEntries(
      files.map((name) => {
        const bytes = readFileSync(join(folder, name));
        // Half of a token would do harm as well.
        const part = (secret) => Buffer.from(secret.slice(-24));
        return [name.slice(moment.length + 1), secrets.filter((secret) => bytes.includes(part(secret))).length];
      }),
    );
  }

  const check = (ending, knobs) => async () => {
    const id = `heap-${ending}-${knobs.format}`;
    const url = `${server.url}/w/${id}/`;
    const folder = join(app, id);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    await control(url, { action: 'set', knobs });
    const child = fork(program, [url, folder, ending], {
      execArgv: ['--expose-gc'],
      env: { ...process.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
    let atLogout;
    child.on('message', async (step) => {
      if (step === 'refuse') await control(url, { action: 'refuseAll' });
      if (step === 'advance') await control(url, { action: 'advance', seconds: 700 });
      if (step === 'before') atLogout = found(folder, 'before', (await control(url, {})).secrets);
      else if (step !== 'after') child.send('done');
    });
    const [code] = await once(child, 'exit');
    assert.deepEqual([code, printed], [0, '']);
    const { secrets, counts } = await control(url, {});
    assert.deepEqual([counts.login, counts.refresh, secrets.length], [1, 2, 6]);
    assert.ok(atLogout.heapsnapshot >= 1, 'the look at the heap would not find a token');
    assert.ok(atLogout['0.wasm-memory'] >= 2, 'the look at the module’s memory would not find the pair');
    const after = found(folder, 'after', secrets);
    rmSync(folder, { recursive: true });
    for (const [file, count] of Object.entries(after)) assert.equal(count, 0, file);
  };

  return {
    'heap: after logout() neither token is in memory': check('logout', { format: 'opaque' }),
    'heap: the same of JWTs': check('logout', { format: 'jwt' }),
    'heap: after dispose() as well': check('dispose', { format: 'opaque' }),
  };
}
