// Serves www/, and the installed package to it under /tokenward/: files as they are, no bundler.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { ROOT } from './packed.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** What the policy in the page itself cannot say; the rest of it is there, so that it holds on any server. */
const HEADERS = {
  'Content-Security-Policy': "frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** Starts it on 127.0.0.1; port 0 is any free one. */
export async function servePage({ installed, port = 0 }) {
  const folders = [['/tokenward/', installed], ['/', join(ROOT, 'www')]];
  const server = createServer(async (request, response) => {
    const file = request.method === 'GET' || request.method === 'HEAD' ? fileFor(request.url, folders) : undefined;
    const body = file && (await readFile(file).catch(() => undefined));
    if (body === undefined) return response.writeHead(404, HEADERS).end();
    response.writeHead(200, { ...HEADERS, 'Content-Type': TYPES[extname(file)], 'Content-Length': body.length });
    return response.end(request.method === 'HEAD' ? undefined : body);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url: new URL(`http://127.0.0.1:${server.address().port}/`), stop };
}

/** The file of a request, if it is of a kind we serve and inside its folder. */
function fileFor(target, folders) {
  let path;
  try {
    path = decodeURIComponent(target.split('?', 1)[0]);
  } catch {
    return undefined;
  }
  if (path === '/') path = '/index.html';
  if (path.includes('\0') || TYPES[extname(path)] === undefined) return undefined;
  const [prefix, folder] = folders.find(([start]) => path.startsWith(start)) ?? [];
  if (folder === undefined) return undefined;
  const file = join(folder, path.slice(prefix.length));
  return file.startsWith(folder + sep) ? file : undefined;
}
