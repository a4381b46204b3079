// Files as they are, no bundler: what the pages need, and nothing else.
import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

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

/**
 * The answer to a request for a file: `{ status, headers, body }`.
 *
 * @param {{ method: string, url: string }} request
 * @param {[prefix: string, folder: string][]} folders the first whose prefix fits counts
 */
export async function fileOf({ method, url }, folders) {
  const path = /^(GET|HEAD)$/.test(method) ? pathOf(url, folders) : undefined;
  const body = path && (await readFile(path).catch(() => undefined));
  if (body === undefined) return { status: 404, headers: HEADERS, body: null };
  const headers = { ...HEADERS, 'Content-Type': TYPES[extname(path)], 'Content-Length': String(body.length) };
  return { status: 200, headers, body: method === 'HEAD' ? null : body };
}

/** The file of a request, if it is of a kind we serve and inside its folder. */
function pathOf(url, folders) {
  let path;
  try {
    path = decodeURIComponent(url.replace(/^https?:\/\/[^/]*/, '').split('?', 1)[0]);
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
