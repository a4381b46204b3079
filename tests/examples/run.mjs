// The examples in the README and in the documentation comments: all compile, strictly, and
// where a line says what it gives (`parseDuration('15m'); // 900`), it gives that.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transform } from 'esbuild';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const app = join(root, 'target/examples/app');
installPackage(app);

/** What the examples may take for granted, as long as they do not bring it themselves. */
const GIVEN = {
  createVerifier: "import { createVerifier } from 'tokenward';",
  TokenError: "import { TokenError } from 'tokenward';",
  TokenHolder: "import { TokenHolder } from 'tokenward';",
  generateApiKey: "import { generateApiKey } from 'tokenward';",
  verifyApiKey: "import { verifyApiKey } from 'tokenward';",
  expiresIn: "import { expiresIn } from 'tokenward';",
  shouldRefresh: "import { shouldRefresh } from 'tokenward';",
  parseDuration: "import { parseDuration } from 'tokenward';",
  parseTimestamp: "import { parseTimestamp } from 'tokenward';",
  createIpAllowList: "import { createIpAllowList } from 'tokenward';",
  securityHeaders: "import { securityHeaders } from 'tokenward';",
  withSecurityHeaders: "import { withSecurityHeaders } from 'tokenward';",
  redact: "import { redact } from 'tokenward';",
  pinoRedaction: "import { pinoRedaction } from 'tokenward';",
  redactConsole: "import { redactConsole } from 'tokenward';",
  createClient: "import { createClient } from 'tokenward/client';",
  ClientError: "import { ClientError } from 'tokenward/client';",
  client: "declare const client: import('tokenward/client').Client;",
  secrets: 'declare const secrets: { password: string };',
  showLoginForm: 'declare const showLoginForm: () => void;',
  pino: 'const pino = (_: object) => ({ info(..._line: unknown[]): void {} });',
  verifier: "declare const verifier: import('tokenward').Verifier;",
  token: 'declare const token: string;',
  url: 'declare const url: string;',
  storedHash: 'declare const storedHash: string;',
  request: 'declare const request: Request;',
  process: 'declare const process: { env: Record<string, string | undefined> };',
};

function fences(text) {
  return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
}

function documentation(source) {
  const comments = source.match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return comments.map((comment) => comment.replaceAll(/^\s*\* ?/gm, '')).join('\n');
}

const sources = join(root, 'pkg-template/src');
const examples = [
  ...fences(readFileSync(join(root, 'README.md'), 'utf8')).map((code, i) => [`README-${i + 1}`, code]),
  ...readdirSync(sources, { recursive: true })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      fences(documentation(readFileSync(join(sources, name), 'utf8'))).map((code, i) => [
        `${name.replace('.ts', '').replaceAll('/', '-')}-${i + 1}`,
        code,
      ]),
    ),
];

function complete(code) {
  const own = (name) =>
    new RegExp(`import[^;]*\\b${name}\\b[^;]*from|(const|let|using) ([^=]*\\W)?${name}\\b|\\(${name}: |\\(${name}, \\w+\\) =>`).test(code);
  const used = Object.entries(GIVEN).filter(([name]) => new RegExp(`\\b${name}\\b`).test(code) && !own(name));
  const wrapped = /^\s*(if|try|holder\.)/.test(code) ? `async function handler() {\n${code}\nreturn undefined;\n}\nvoid handler;` : code;
  return `${used.map(([, given]) => given).join('\n')}\n${wrapped}\nexport {};\n`;
}

/** Lines `expression; // value` become assertions. */
function asserting(code) {
  const line = /^([\w.]+(?:\(.*\))?(?:\['[^']*'\])?); \/\/ ('[^']*'|-?[\d.]+|true|false)(?::.*)?$/gm;
  let count = 0;
  const text = code.replaceAll(line, (_, expression, value) => {
    count += 1;
    return `assert.deepEqual(${expression}, ${value});`;
  });
  return { count, text };
}

const checks = {
  'there are examples': () => assert.ok(examples.length >= 10, `${examples.length}`),
  'they compile': () => {
    for (const [name, code] of examples) writeFileSync(join(app, `${name}.ts`), complete(code));
    const compilerOptions = {
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      strict: true,
      noEmit: true,
      types: [],
      paths: {},
    };
    writeFileSync(
      join(app, 'node.d.ts'),
      "declare module 'node:http' {\n  export function createServer(on: (request: { headers: Record<string, string | string[] | undefined> }, response: { end(text?: string): void; writeHead(status: number, headers: Record<string, string>): { end(): void } }) => void): { listen(port: number): void };\n}\ndeclare module '*.wasm' {\n  const module: WebAssembly.Module;\n  export default module;\n}\n",
    );
    writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    try {
      execFileSync(join(root, 'node_modules/.bin/tsc'), ['--project', app], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      throw new Error(error.stdout);
    }
  },
};
let stated = 0;
for (const [name, code] of examples) {
  const { count, text } = asserting(code);
  if (count === 0) continue;
  stated += count;
  checks[`${name} gives what it says (${count})`] = async () => {
    const { code: js } = await transform(`import assert from 'node:assert/strict';\n${complete(text)}`, { loader: 'ts' });
    const file = join(app, `${name}.run.mjs`);
    writeFileSync(file, js);
    await import(pathToFileURL(file).href);
  };
}
checks['values are stated'] = () => assert.ok(stated >= 8, `${stated}`);

await runChecks('examples', checks);
