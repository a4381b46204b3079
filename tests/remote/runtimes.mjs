// The same in Deno and Bun: fetch, its redirects and its errors are theirs.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startIssuer, withIssuer } from './issuer.mjs';
import { newKey } from './keys.mjs';
import { MANY } from './setup.mjs';

const RUNTIMES = { Deno: ['deno', 'run', '--no-prompt', '--allow-net=127.0.0.1', '--allow-read'], Bun: ['bun'] };

export function runtimeChecks(root, app) {
  const program = join(app, 'elsewhere.mjs');
  cpSync(join(root, 'tests/remote/elsewhere.mjs'), program);
  const check = ([command, ...args]) =>
    withIssuer(
      async (issuer) => {
        const [a, b] = [newKey('RS256', 'same'), newKey('RS256', 'same')];
        const other = await startIssuer();
        const dead = await startIssuer();
        await dead.stop();
        try {
          other.publish(a);
          issuer.publish(a);
          issuer.answers['/rotate'] = (_, response) => {
            issuer.publish(b);
            response.end();
          };
          issuer.answers['/missing'] = (_, response) => response.writeHead(404).end('<p>Not found');
          issuer.answers['/redirected'] = (_, response) => response.writeHead(302, { location: other.jwks }).end();
          const tokens = (key) => Array.from({ length: MANY }, () => key.token({ exp: 4_000_000_000 }));
          const given = {
            jwks: issuer.jwks,
            redirected: `${issuer.url}/redirected`,
            missing: `${issuer.url}/missing`,
            gone: dead.jwks,
            rotate: `${issuer.url}/rotate`,
            old: tokens(a),
            next: tokens(b),
          };
          const file = join(app, `${command}.json`);
          writeFileSync(file, JSON.stringify(given));
          const { stdout } = await promisify(execFile)(join(root, 'node_modules/.bin', command), [...args, program, file], {
            cwd: app,
            timeout: 50_000,
          });
          assert.deepEqual(JSON.parse(stdout), {
            cold: ['passed'],
            rotated: ['passed'],
            retired: ['signature_invalid'],
            elsewhere: ['keys_unavailable'],
            nowhere: ['keys_unavailable'],
            unread: ['keys_unavailable'],
            kept: 1,
          });
          assert.ok([2, 3].includes(issuer.count()), 'the start, the rotation, and at most one look for the retired key');
          assert.equal(other.requests.length, 0);
        } finally {
          await other.stop();
        }
      },
      { delay: 20 },
    );
  return Object.fromEntries(
    Object.entries(RUNTIMES).map(([name, command]) => [`${name}: start, rotation, redirect, refusal`, check(command)]),
  );
}
