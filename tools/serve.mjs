// Keeps the guarded worker up, with the page in www/ beside it. `make serve`.
//
//   PORT=8787       of the worker
//   PAGE_PORT=8080  of the page
import { once } from 'node:events';
import { createServer } from 'node:net';
import { AUDIENCE, ISSUER, goodClaims, makeIssuer, mint } from './demo/issuer.mjs';
import { installPacked } from './demo/packed.mjs';
import { servePage } from './demo/page-server.mjs';
import { bold, dim, green, red } from './demo/table.mjs';
import { settings, startWorker } from './demo/workerd.mjs';

const LIFETIME = 30 * 60;

function portFrom(name, fallback) {
  const text = process.env[name] || String(fallback);
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  console.error(`${name} must be a port number from 0 to 65535, not "${text}"`);
  process.exit(2);
}

const ports = { worker: portFrom('PORT', 8787), page: portFrom('PAGE_PORT', 8080) };

/** Asked beforehand, because workerd answers a taken port with a stack trace. */
async function refuseTaken(variable, port) {
  const probe = createServer();
  try {
    await once(probe.listen(port, '127.0.0.1'), 'listening');
  } catch (error) {
    console.error(`${red('✘')} port ${port}: ${error.code}; choose another with ${variable}=...`);
    process.exit(1);
  }
  await new Promise((resolve) => probe.close(resolve));
}
await refuseTaken('PORT', ports.worker);
await refuseTaken('PAGE_PORT', ports.page);

const { app, installed } = installPacked('serve');
const issuer = await makeIssuer();
const page = await servePage({ installed, port: ports.page });
const bindings = { ISSUER, AUDIENCE, JWKS: JSON.stringify(issuer.jwks) };
const worker = await startWorker({ app, port: ports.worker, bindings });

// Nothing is left to wait for then, so the process ends by itself, with success; an exit by
// force would leave miniflare's temporary folder behind.
async function stop() {
  console.log(`\n  ${dim('stopping')}`);
  await Promise.all([page.stop(), worker.stop()]);
}
// miniflare's own handlers leave at once and with an error code.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.removeAllListeners(signal);
  process.once(signal, stop);
}

const [algorithm] = settings.vars.ALGORITHMS;
const token = await mint(issuer, algorithm, { lifetime: LIFETIME });
const [header, , signature] = token.split('.');
const payload = Buffer.from(JSON.stringify({ ...goodClaims(LIFETIME), sub: 'root' })).toString('base64url');
const forged = `${header}.${payload}.${signature}`;
const jwk = issuer.jwks.keys.find(({ kid }) => kid === issuer.keys.get(algorithm).kid);
const url = new URL('/whoami', worker.url);
const curl = (bearer) => `curl -i ${url} -H 'Authorization: Bearer ${bearer}'`;

console.log(`
  ${green('●')} ${bold('the worker')}  ${url}
  ${green('●')} ${bold('the page')}    ${page.url}

  ${bold('A valid token')} ${dim(`(${algorithm}, for ${LIFETIME / 60} minutes): 200, and who you are`)}
${curl(token)}

  ${bold('The same with sub changed to root')} ${dim('(forged): 401, signature_invalid')}
${curl(forged)}

  ${bold('No token')}${dim(': 401, token_missing')}
curl -i ${url}

  ${bold('To try that token on the page, its key is')} ${dim(`(issuer ${ISSUER}, audience ${AUDIENCE})`)}
${JSON.stringify(jwk)}

  ${dim('The keys were made just now and are gone when this stops. Stop with Ctrl-C.')}
`);
