// withSecurityHeaders in the real workerd, which has responses that the standard does not know.
import assert from 'node:assert/strict';
import { startWorker } from '../support/worker.mjs';

const WORKER = `
import { createIpAllowList, withSecurityHeaders } from 'tokenward';
const cookies = [['Set-Cookie', 'a=1'], ['Set-Cookie', 'b=2'], ['Server', 'mine'], ['Cache-Control', 'max-age=60']];
const answers = {
  '/text': () => new Response('hello', { status: 201, headers: cookies }),
  '/stream': () => {
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    writer.write(new TextEncoder().encode('one ')).then(() => writer.write(new TextEncoder().encode('two'))).then(() => writer.close());
    return new Response(readable);
  },
  '/empty': () => new Response(null, { status: 204 }),
  '/redirect': () => Response.redirect('http://http.test/text', 302),
  '/fetched': () => fetch('http://origin.test/'),
  '/zipped': () => {
    const zipped = new Response('small').body.pipeThrough(new CompressionStream('gzip'));
    return new Response(zipped, { encodeBody: 'manual', headers: { 'Content-Encoding': 'gzip' } });
  },
  '/list': (request) => new Response(String(createIpAllowList(['192.0.2.0/24']).has(request.headers.get('CF-Connecting-IP')))),
  '/socket': () => {
    const [client, server] = Object.values(new WebSocketPair());
    server.accept();
    server.addEventListener('message', ({ data }) => server.send(data.toUpperCase()));
    server.addEventListener('close', () => server.close());
    return new Response(null, { status: 101, webSocket: client });
  },
};
export default {
  async fetch(request) {
    return withSecurityHeaders(await answers[new URL(request.url).pathname](request));
  },
};
`;

/** One worker for all; the last check stops it. */
export function workerdChecks(app) {
  let worker;
  const get = (path, init) => worker.dispatchFetch(`http://http.test${path}`, { redirect: 'manual', ...init });
  const secured = ({ headers }) => {
    assert.equal(headers.get('x-frame-options'), 'DENY');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
  };
  return {
    'workerd starts': async () => {
      const { Response } = await import('miniflare');
      const origin = () =>
        new Response('origin', {
          status: 404,
          headers: [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
            ['X-Powered-By', 'old'],
          ],
        });
      worker = await startWorker({ entrySource: WORKER, resolveDir: app, miniflareOptions: { outboundService: origin } });
      await worker.ready;
    },

    'workerd: a text with cookies': async () => {
      const response = await get('/text');
      secured(response);
      assert.equal(response.status, 201);
      assert.equal(response.headers.get('server'), null);
      assert.equal(response.headers.get('cache-control'), 'max-age=60');
      assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
      assert.equal(await response.text(), 'hello');
    },

    'workerd: a stream, and nothing': async () => {
      const stream = await get('/stream');
      secured(stream);
      assert.equal(await stream.text(), 'one two');
      const empty = await get('/empty');
      secured(empty);
      assert.equal(empty.status, 204);
    },

    'workerd: what the handler has compressed is not compressed again': async () => {
      const response = await get('/zipped', { headers: { 'Accept-Encoding': 'gzip' } });
      secured(response);
      assert.equal(await response.text(), 'small');
    },

    'workerd: immutable responses': async () => {
      const redirect = await get('/redirect');
      secured(redirect);
      assert.equal(redirect.status, 302);
      assert.equal(redirect.headers.get('location'), 'http://http.test/text');
      const fetched = await get('/fetched');
      secured(fetched);
      assert.equal(fetched.status, 404);
      assert.equal(fetched.headers.get('x-powered-by'), null);
      assert.deepEqual(fetched.headers.getSetCookie(), ['a=1', 'b=2']);
      assert.equal(await fetched.text(), 'origin');
    },

    'workerd: a WebSocket is untouched, and works': async () => {
      const { status, webSocket, headers } = await get('/socket', { headers: { Upgrade: 'websocket' } });
      assert.equal(status, 101);
      assert.equal(headers.get('x-frame-options'), null);
      const answer = new Promise((resolve) => webSocket.addEventListener('message', ({ data }) => resolve(data)));
      webSocket.accept();
      webSocket.send('echo');
      assert.equal(await answer, 'ECHO');
      const closed = new Promise((resolve) => webSocket.addEventListener('close', resolve));
      webSocket.close();
      await closed;
    },

    'workerd: the allow-list': async () => {
      assert.equal(await (await get('/list', { headers: { 'CF-Connecting-IP': '192.0.2.9' } })).text(), 'true');
      assert.equal(await (await get('/list', { headers: { 'CF-Connecting-IP': '192.0.3.9' } })).text(), 'false');
    },

    'workerd stops': () => worker.dispose(),
  };
}
