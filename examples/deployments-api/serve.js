// A fetch handler behind node:http.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Starts it; port 0 is any free one.
 *
 * @param {(request: Request) => Response | Promise<Response>} fetch
 * @param {{ port?: number, host?: string }} [options]
 */
export async function serve(fetch, { port = 0, host = '127.0.0.1' } = {}) {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const request = requestOf(incoming, outgoing);
      if (request === undefined) return void outgoing.writeHead(400).end();
      const response = await fetch(request);
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      await pipeline(response.body ?? [], outgoing);
    } catch {
      outgoing.destroy(); // the caller has gone, or there is nothing left to say
    }
  });
  await once(server.listen(port, host), 'listening');
  return {
    url: new URL(`http://${host}:${server.address().port}/`),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Undefined if its address is none. */
function requestOf(incoming, outgoing) {
  const { method, url, rawHeaders, socket } = incoming;
  const headers = new Headers();
  // As they came: of a header that is there twice, neither must be lost.
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at], rawHeaders[at + 1]);
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const body = /^(GET|HEAD)$/.test(method) ? undefined : Readable.toWeb(incoming);
  try {
    return new Request(`http://${socket.localAddress}:${socket.localPort}${url}`, {
      method,
      headers,
      body,
      duplex: 'half',
      signal: gone.signal,
    });
  } catch {
    return undefined;
  }
}
