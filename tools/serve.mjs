// Keeps everything up that one may want to try: the guarded worker, the page in www/, and the
// deployments API with its page. `make serve`.
//
//   PORT=8787              of the worker
//   PAGE_PORT=8080         of the page that takes tokens apart
//   DEPLOYMENTS_PORT=8081  of the deployments API and its page
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { AUDIENCE, ISSUER, goodClaims, makeIssuer, mint } from './demo/issuer.mjs';
import { installPacked } from './demo/packed.mjs';
import { servePage } from './demo/page-server.mjs';
import { serveSite } from './demo/site.mjs';
import { bold, dim, green, red } from './demo/table.mjs';
import { settings, startWorker } from './demo/workerd.mjs';

const LIFETIME = 30 * 60;
/** Seconds: short enough to watch a token being renewed. */
const ACCESS_LIFETIME = 60;

function portFrom(name, fallback) {
  const text = process.env[name] || String(fallback);
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  console.error(`${name} must be a port number from 0 to 65535, not "${text}"`);
  process.exit(2);
}

const ports = { worker: portFrom('PORT', 8787), page: portFrom('PAGE_PORT', 8080), deployments: portFrom('DEPLOYMENTS_PORT', 8081) };

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
await refuseTaken('DEPLOYMENTS_PORT', ports.deployments);

const { app, installed } = installPacked('serve');
const issuer = await makeIssuer();
const page = await servePage({ installed, port: ports.page });
const password = randomBytes(9).toString('base64url');
const site = await serveSite({ app, installed, port: ports.deployments, users: { ada: password }, accessLifetime: ACCESS_LIFETIME });
const bindings = { ISSUER, AUDIENCE, JWKS: JSON.stringify(issuer.jwks) };
const worker = await startWorker({ app, port: ports.worker, bindings });

// Nothing is left to wait for then, so the process ends by itself, with success; an exit by
// force would leave miniflare's temporary folder behind.
async function stop() {
  console.log(`\n  ${dim('stopping')}`);
  await Promise.all([page.stop(), worker.stop(), site.stop()]);
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
  ${green('●')} ${bold('the worker')}       ${url}
  ${green('●')} ${bold('try tokens')}       ${page.url}
  ${green('●')} ${bold('log in')}           ${site.url}  ${dim(`user ada, password`)} ${password}
                     ${dim(`tokens of ${ACCESS_LIFETIME} seconds, so that there is something to see; open it in two tabs`)}

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
