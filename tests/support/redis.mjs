// A real redis-server of the test's own: on a free port, without persistence, gone with the test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../../target/redis', import.meta.url));
const START_MS = 30_000;

/**
 * Starts a server; `args` are further ones for redis-server.
 *
 * `stop()` asks it to end, `kill()` does not ask; `restart()` starts it on the same port, empty.
 */
export async function startRedis({ args = [] } = {}) {
  const port = await freePort();
  const dir = join(target, String(port));
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  let child = await start(port, dir, args);

  async function end(signal) {
    if (child === undefined) return;
    const ended = child;
    child = undefined;
    if (ended.exitCode !== null || ended.signalCode !== null) return;
    ended.kill(signal);
    await once(ended, 'exit');
  }

  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      await end('SIGTERM');
      rmSync(dir, { recursive: true, force: true });
    },
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM');
      child = await start(port, dir, args);
    },
  };
}

async function start(port, dir, args) {
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  // A test that breaks off leaves no server behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));

  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  let failure;
  child.once('error', (error) => {
    failure =
      error.code === 'ENOENT' ? new Error('redis-server is not installed: `make test` does, or `apt-get install redis-server`') : error;
  });
  child.once('exit', (code) => (failure ??= new Error(`redis-server ended with ${code}:\n${output}`)));

  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await sleep(20)) {
    if (failure) throw failure;
    if ((await ask(port, 'PING')).startsWith('+PONG')) return child;
  }
  kill();
  throw new Error(`redis-server does not answer:\n${output}`);
}

/** One inline command; what comes back first, or '' if nothing listens. */
function ask(port, command) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    const done = (text) => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(1000, () => done(''));
    socket.on('error', () => done(''));
    socket.on('data', (data) => done(String(data)));
    socket.on('close', () => done(''));
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
