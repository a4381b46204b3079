// What `fetch` of a client takes, and what arrives at the server.
import { equal, inTime, ok, thrown, until } from './setup.mjs';

const text = (base64) => new TextDecoder('latin1').decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));

export const requestScenarios = {
  'bodies of every kind arrive as they are': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    const form = new FormData();
    form.set('name', 'wert');
    const bytes = new TextEncoder().encode('bytes');
    const cases = [
      ['text', 'text', /^text\/plain/],
      ['ä', 'Ã¤', /^text\/plain/],
      [bytes, 'bytes', undefined],
      [bytes.buffer, 'bytes', undefined],
      [new DataView(bytes.buffer, 1, 2), 'yt', undefined],
      [new Blob(['blob'], { type: 'image/x-mine' }), 'blob', /^image\/x-mine$/],
      [new URLSearchParams({ a: '1 2' }), 'a=1+2', /^application\/x-www-form-urlencoded/],
      [form, /name="name"\r\n\r\nwert\r\n/, /^multipart\/form-data; boundary=/],
      ['', '', /^text\/plain/],
    ];
    for (const method of ['POST', 'PUT', 'PATCH']) {
      for (const [body, expected, type] of cases) {
        const got = await (await status(c.fetch('data', { method, body }))).json();
        const arrived = text(got.body);
        ok(expected instanceof RegExp ? expected.test(arrived) : arrived === expected, `${arrived} for ${expected}`);
        // Bun gives text no type.
        if (type !== undefined && (got.contentType !== undefined || typeof body !== 'string'))
          ok(type.test(got.contentType), `${got.contentType} for ${expected}`);
        equal(got.method, method);
      }
    }
    const own = await (
      await status(c.fetch('data', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', 'x-mine': 'kept' } }))
    ).json();
    equal([own.contentType, own.x], ['application/json', 'kept']);
    const large = await (await status(c.fetch('data', { method: 'POST', body: 'x'.repeat(3_000_000) }))).json();
    equal(large.length, 3_000_000);
  },

  'a body that the caller changes after the call is sent as it was': async ({ world, client, status }) => {
    const w = await world({ script: { resource: [{ status: 503 }] } });
    const c = client(w);
    const bytes = new TextEncoder().encode('first');
    const [search, form] = [new URLSearchParams({ a: 'first' }), new FormData()];
    form.set('a', 'first');
    const sent = [bytes, bytes.buffer, search, form].map((body) => c.fetch('data', { method: 'PUT', body }));
    bytes.fill(0x21);
    search.set('a', 'second');
    form.set('a', 'second');
    for (const each of sent) {
      const { body } = await (await status(each)).json();
      ok(/first/.test(text(body)), text(body));
    }
  },

  'a stream is sent once, and arrives': async ({ world, client }) => {
    const w = await world();
    const c = client(w);
    const body = new ReadableStream({
      start: (controller) => (controller.enqueue(new TextEncoder().encode('stream')), controller.close()),
    });
    const answer = await inTime(
      c.fetch('data', { method: 'POST', body, duplex: 'half' }).then(
        (response) => response.json(),
        (error) => error,
      ),
    );
    // Browsers stream over HTTP/2 only.
    ok(answer instanceof TypeError || text(answer.body) === 'stream', `${answer?.stack}`);
  },

  'headers as an object, a list, Headers; and the same ones are left as they were': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    const given = new Headers({ 'x-mine': 'Headers' });
    for (const headers of [{ 'X-Mine': 'object' }, [['x-mine', 'list']], given]) {
      const init = { headers };
      const { x } = await (await status(c.fetch('data', init))).json();
      ok(['object', 'list', 'Headers'].includes(x), x);
      equal(Object.keys(init), ['headers']);
    }
    equal([...given.keys()], ['x-mine'], 'the caller’s headers got the token');
  },

  'paths, URLs and Requests': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    const { pathname } = new URL(w.url);
    const inputs = [
      'data?x=1',
      './data?x=1',
      `${pathname}data?x=1`,
      new URL('data?x=1', w.url),
      `${w.url}data?x=1#part`,
      new Request(`${w.url}data?x=1`),
    ];
    for (const input of inputs) await status(c.fetch(input));
    const { log } = await w.report();
    const resources = log.filter(({ endpoint }) => endpoint === 'resource');
    equal(
      resources.map(({ url }) => url),
      inputs.map(() => `${pathname}data?x=1`),
    );
    ok(
      resources.every(({ authorized }) => authorized),
      'without a token',
    );
  },

  'Requests with a body, a method and headers; an init goes over them': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    const make = () => new Request(`${w.url}data`, { method: 'POST', body: 'of the request', headers: { 'x-mine': 'request' } });
    const own = await (await status(c.fetch(make()))).json();
    equal([own.method, text(own.body), own.x], ['POST', 'of the request', 'request']);
    const over = await (await status(c.fetch(make(), { method: 'PUT', body: 'other', headers: { 'x-mine': 'init' } }))).json();
    equal([over.method, text(over.body), over.x], ['PUT', 'other', 'init']);
    const undefinedInit = { method: undefined, body: undefined, headers: undefined, signal: undefined };
    const same = await (await status(c.fetch(make(), undefinedInit))).json();
    equal([same.method, text(same.body), same.x], ['POST', 'of the request', 'request']);
    const clean = make();
    await status(c.fetch(clean));
    equal(clean.headers.get('authorization'), null);
  },

  'a Request is sent again as well, unless its body is long': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await status(c.fetch('data'));
    await w.refuseAll();
    const request = new Request(`${w.url}data`, { method: 'POST', body: 'of the request', headers: { 'x-mine': 'request' } });
    const { method, body, x } = await (await status(c.fetch(request))).json();
    equal([method, text(body), x], ['POST', 'of the request', 'request']);
    await w.advance(120);
    await w.refuseAll();
    const long = 'x'.repeat(3_000_000);
    const response = await inTime(c.fetch(new Request(`${w.url}data`, { method: 'POST', body: long })));
    // A browser shows no stream that could be sent.
    ok([200, 401].includes(response.status), `${response.status}`);
    await until(() => c.told('refresh').length === 2);
    const again = await (await status(c.fetch(new Request(`${w.url}data`, { method: 'POST', body: long })))).json();
    equal(again.length, long.length);
  },

  'a Request whose body never ends can be aborted': async ({ world, client, seen }) => {
    const w = await world();
    const c = client(w);
    for (const where of ['request', 'init']) {
      const signal = AbortSignal.timeout(200);
      const body = new ReadableStream({ pull: () => new Promise(() => {}) });
      const given = { method: 'POST', body, duplex: 'half' };
      const request = new Request(`${w.url}data`, where === 'request' ? { ...given, signal } : given);
      seen.push(await thrown(c.fetch(request, where === 'init' ? { signal } : {})));
    }
    equal((await w.counts()).resource, 0);
  },

  'fetch and token can be handed on without the client': async ({ world, client, status }) => {
    const w = await world();
    const { fetch, token } = client(w);
    await status(fetch('data'));
    ok((await token()).length > 0);
  },

  'an init whose members are inherited, such as a Request, counts as it does for `fetch`': async ({ world, client, seen }) => {
    const w = await world();
    const c = client(w);
    const request = new Request(`${w.url}other`, { method: 'POST', body: 'kept', headers: { 'x-mine': 'kept' } });
    // A browser streams over HTTP/2 only.
    const got = await inTime(
      c.fetch('data', request).then(
        (response) => response.json(),
        (error) => (seen.push(error), error),
      ),
    );
    if (!(got instanceof TypeError)) equal([got.method, text(got.body), got.x], ['POST', 'kept', 'kept']);
    const { method } = await (await c.fetch('data', Object.create({ method: 'DELETE' }))).json();
    equal(method, 'DELETE');
    const refused = await thrown(c.fetch('data', Object.create({ headers: { authorization: 'Basic eA==' } })));
    ok(refused instanceof TypeError, refused.stack);
  },

  'what is no URL of this realm is text, as it is for `fetch`': async ({ world, client, status }) => {
    const w = await world();
    await status(client(w).fetch({ href: 'x', toString: () => 'data?text' }));
    ok((await w.report()).log.at(-1).url.endsWith('data?text'), 'another URL');
  },

  'a Request with a body after a 401: sent again whole, or the 401 is returned': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.refuseAll();
    const response = await inTime(c.fetch(new Request(`${w.url}data`, { method: 'POST', body: 'whole' })));
    if (response.status === 200) equal(text((await response.json()).body), 'whole');
    else equal(response.status, 401);
    await status(c.fetch('data'));
    equal((await w.counts()).refresh, 1);
  },

  'other origins are refused before anything is sent, whatever they look like': async ({ world, client, seen }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    const { host, port } = new URL(w.url);
    const inputs = [
      `${w.otherUrl}data`,
      new URL(`${w.otherUrl}data`),
      new Request(`${w.otherUrl}data`),
      `//other.invalid/data`,
      `\\\\other.invalid/data`,
      `/\\other.invalid/`,
      `http://${host}@other.invalid/`,
      `http://127.0.0.1.other.invalid:${port}/`,
      `https://${host}/data`,
      `http://user:secret@${host}/data`,
      'data:text/plain,x',
      'javascript:1',
      'file:///etc/hosts',
      'http://',
      'http://x:99999/',
      `  //other.invalid`,
      `\thttps://other.invalid`,
      `ftp://${host}/`,
      `blob:${w.url}x`,
      new URL(`blob:${w.url}x`),
      `http://localhost:${port}/`,
      `http://[::1]:${port}/`,
    ];
    for (const input of inputs) {
      const error = await thrown(c.fetch(input)).catch((failure) => ok(false, `${failure.message}: ${String(input.url ?? input)}`));
      seen.push(error);
      ok(error instanceof TypeError, `${error?.stack} for ${input}`);
      ok(!String(error.message).includes('secret'), 'the password is shown');
      if (String(input).startsWith('blob:')) ok(error.message.startsWith('client.fetch: '), error.message);
    }
    for (const input of [undefined, null, 7, {}, [], Symbol('x')]) {
      const answer = await inTime(
        c.fetch(input).then(
          (response) => response.status,
          (error) => error,
        ),
      );
      ok(answer instanceof TypeError || answer === 200, `${String(input)}: ${answer?.stack ?? answer}`);
    }
    equal((await w.counts()).other, 0);
  },

  'an Authorization of the caller does not go beside ours': async ({ world, client }) => {
    const w = await world();
    const c = client(w);
    for (const [input, init] of [
      ['data', { headers: { Authorization: 'Basic eA==' } }],
      [new Request(`${w.url}data`, { headers: { authorization: 'Basic eA==' } })],
    ]) {
      const answer = await inTime(
        c.fetch(input, init).then(
          (response) => response.status,
          (error) => error,
        ),
      );
      ok(answer instanceof TypeError || answer === 200, `${answer?.stack ?? answer}`);
    }
  },

  'a response is the server’s, as it is': async ({ world, client, status }) => {
    const w = await world({ script: { resource: [{ status: 418, headers: { 'x-a': 'b' }, body: 'tea' }] } });
    const c = client(w);
    const response = await status(c.fetch('data'), 418);
    ok(response instanceof Response);
    equal([response.headers.get('x-a'), await response.text()], ['b', 'tea']);
  },

  'a connection that is cut is an error of fetch, and not repeated': async ({ world, client, seen }) => {
    const w = await world();
    let calls = 0;
    const counting = (...call) => {
      calls += 1;
      return fetch(...call);
    };
    const c = client(w, { fetch: counting });
    await c.token();
    await w.set({ every: { resource: { n: 1, answer: { drop: 'before' } } } });
    calls = 0;
    const error = await thrown(c.fetch('data', { method: 'POST', body: 'x' }));
    seen.push(error);
    ok(error.code === undefined || !/^(login|refresh|token)_/.test(error.code), error.code);
    // What the server counts can be more: a browser repeats a request by itself, once for each
    // connection that it kept and finds cut.
    equal(calls, 1);
    ok((await w.counts()).resource >= 1, 'the request never arrived');
  },
};
