// An HTTP client that sends what it is told to, byte by byte: doubled headers, odd characters.
import { connect } from 'node:net';
import { mintHs256 } from '../support/node.mjs';
import { SECRET } from './policies.mjs';

const PATIENCE_MS = 60_000;

/** Sends one request; `headers` are pairs of Latin-1 texts. Gives status, headers as pairs, body. */
export function send(port, { method = 'GET', target, headers = [] }) {
  const lines = [`${method} ${target} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', ...headers.map((pair) => pair.join(':'))];
  if (method === 'POST' || method === 'PUT') lines.push('Content-Length: 0');
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer')));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      // Not every server closes the connection at once.
      if (isWhole(text, method)) socket.destroy();
    });
    socket.on('close', () => resolve(parse(text)));
    socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  });
}

function isWhole(text, method) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = text.slice(0, end).match(/^content-length: *(\d+)/im)?.[1];
  // RFC 9112 section 6.3: these have no body.
  if (/^HTTP\/1\.1 204/.test(text)) return true;
  if (method === 'HEAD' || length !== undefined) return method === 'HEAD' || text.length >= end + 4 + Number(length);
  return text.endsWith('\r\n0\r\n\r\n');
}

function parse(text) {
  const end = text.indexOf('\r\n\r\n');
  const [first, ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  const header = (name) =>
    headers
      .filter(([each]) => each === name)
      .map(([, value]) => value)
      .join('|') || undefined;
  const raw = text.slice(end + 4);
  const body = header('transfer-encoding') === 'chunked' ? unchunked(raw) : raw;
  return { status: Number(first.split(' ')[1]), headers, header, body, text };
}

function unchunked(text) {
  let body = '';
  for (let at = 0; ; ) {
    const lineEnd = text.indexOf('\r\n', at);
    const length = parseInt(text.slice(at, lineEnd), 16);
    if (!(length > 0)) return body;
    body += text.slice(lineEnd + 2, lineEnd + 2 + length);
    at = lineEnd + 4 + length;
  }
}

/** A token, good but for what the changes make of it. */
export function mint(changes = {}, { header = {}, secret = SECRET } = {}) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://id.test', aud: 'https://api.test', sub: 'user-7', exp: now + 3600, iat: now, ...changes };
  return mintHs256(claims, secret, { kid: 'key-7', ...header });
}
