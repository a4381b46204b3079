// Redaction as users call it: values of every shape, a real pino, a console.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, inspect } from 'node:util';
import { IncomingMessage, ServerResponse } from 'node:http';
import { installPackage } from '../../tools/install-package.mjs';
import { runChecks } from '../support/checks.mjs';

const pino = createRequire(import.meta.url)('pino');
const app = fileURLToPath(new URL('../../target/redact/app', import.meta.url));
installPackage(app);
const { createVerifier, generateApiKey, pinoRedaction, redact, redactConsole, TokenHolder } = await import(
  pathToFileURL(join(app, 'node_modules/tokenward/entry/node.js')).href
);

const SECRET = 'S3cr3tS3cr3t';
const JWT = `eyJhbGciOiJIUzI1NiJ9.${SECRET}.${SECRET}`;

/** No trace of a secret in it, by whatever way it is shown. */
function clean(value) {
  for (const text of [inspect(value, { depth: 50, showHidden: true }), JSON.stringify(value), String(value?.stack ?? '')]) {
    assert.ok(!text?.includes('S3cr3t'), text);
  }
  return value;
}

function request() {
  const message = new IncomingMessage({ remoteAddress: '::1', remotePort: 1 });
  Object.assign(message, { method: 'GET', url: `/?access_token=${SECRET}`, headers: { cookie: `sid=${SECRET}`, host: 'x' } });
  return message;
}

/** What a pino logger writes, as text; each line must be JSON. */
function logged(log, options = {}) {
  const lines = [];
  const logger = pino({ ...options, ...pinoRedaction() }, { write: (line) => lines.push(line) });
  log(logger);
  assert.ok(lines.length > 0);
  for (const line of lines) {
    assert.ok(line.endsWith('\n') && !line.includes('S3cr3t'), line);
    JSON.parse(line);
  }
  return lines.map((line) => JSON.parse(line));
}

/** What a redacting console prints, formatted as Node.js does. */
function printed(log) {
  const lines = [];
  const write = (...args) => lines.push(format(...args));
  const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table', 'group', 'assert'];
  log(redactConsole({ ...Object.fromEntries(methods.map((name) => [name, write])), count: () => 7 }));
  const text = lines.join('\n');
  assert.ok(!text.includes('S3cr3t'), text);
  return text;
}

const hostile = [
  'eyJ',
  'password=',
  'Bearer ',
  '\\"',
  'a.a.a.',
  '-----BEGIN ',
  ':',
  '=',
  'a=',
  'token:{',
  'x="{"password":{',
  'e:',
  '://a:',
  'eyJpassword="Bearer \\"a.-----BEGIN :=',
];

await runChecks('redact', {
  text: () => {
    assert.equal(redact('GET /?access_token=abc&page=2'), 'GET /?access_token=[redacted]&page=2');
    assert.equal(redact(`é ${JWT} é`), 'é [redacted jwt] é');
    const { key } = generateApiKey({ prefix: 'acme', environment: 'live' });
    assert.equal(redact(key), '[redacted api key]');
    assert.equal(redact(''), '');
    assert.equal(redact('\ud800 lone'), '\ud800 lone');
    assert.equal(redact(`\ud800 password=${SECRET}`), '\ufffd password=[redacted]');
  },

  'keys of vendors and URLs that are secrets': () => {
    // Put together here, so that nothing in this file has the form of a key.
    const key = (prefix, length) => prefix + SECRET.repeat(9).slice(0, length);
    const hook = `https://hooks.slack.com/services/T0/B0/${SECRET}`;
    for (const [prefix, length] of [
      ['ghp_', 36],
      ['glpat-', 20],
      ['xoxb-', 50],
      ['sk_live_', 24],
      ['sk-proj-', 60],
      ['npm_', 36],
    ]) {
      const text = key(prefix, length);
      assert.equal(redact(`deployed with ${text}.`), 'deployed with [redacted api key].');
      assert.deepEqual(clean(redact({ [text]: 1, list: [text], error: new Error(text) })).list, ['[redacted api key]']);
      assert.equal(logged((logger) => logger.info({ args: [text] }, 'ran %s', text))[0].msg, 'ran [redacted api key]');
      assert.equal(
        printed((safe) => safe.log('ran', text, 'again')),
        'ran [redacted api key] again',
      );
    }
    assert.equal(clean(redact(new URL(`${hook}?a=1`))).href, 'https://hooks.slack.com/services/[redacted]?a=1');
    assert.equal(logged((logger) => logger.warn({ hook }, 'x'))[0].hook, 'https://hooks.slack.com/services/[redacted]');
    assert.equal(redact(`POST ${hook.replaceAll('/', '\\/')} 404`), 'POST https:\\/\\/hooks.slack.com\\/services\\/[redacted] 404');
    for (const text of [key('pk_live_', 24), key('sb_publishable_', 30), 'risk-free', 'sk-circle', 'npm_config_registry', 'f'.repeat(64)]) {
      assert.equal(redact(text), text);
    }
  },

  'members of secret names, whatever they hold': () => {
    const given = {
      user: 'ann',
      dbPassword: SECRET,
      otp: 123,
      apiKey: null,
      token: Buffer.from(SECRET),
      credentials: { a: SECRET },
      deep: [{ 'set-cookie': [SECRET] }],
      expires_in: 1,
    };
    const before = structuredClone(given);
    assert.deepEqual(clean(redact(given)), {
      user: 'ann',
      dbPassword: '[redacted]',
      otp: '[redacted]',
      apiKey: '[redacted]',
      token: '[redacted]',
      credentials: '[redacted]',
      deep: [{ 'set-cookie': '[redacted]' }],
      expires_in: 1,
    });
    assert.deepEqual(structuredClone(given), before, 'the given value is as it was');
  },

  'plain values pass': () => {
    const call = () => 1;
    for (const value of [1, 1n, NaN, true, null, undefined, Symbol.iterator, call]) assert.equal(redact(value), value);
    const bytes = new Uint8Array(3);
    const date = new Date(0);
    const copy = redact({ bytes, date, call, [Symbol.for('s')]: JWT });
    assert.deepEqual(copy, { bytes, date, call, [Symbol.for('s')]: '[redacted jwt]' });
    assert.equal(copy.bytes, bytes);
  },

  'maps, sets, pairs, null prototypes, __proto__': () => {
    assert.deepEqual(
      redact(
        new Map([
          ['password', SECRET],
          ['a', JWT],
        ]),
      ),
      new Map([
        ['password', '[redacted]'],
        ['a', '[redacted jwt]'],
      ]),
    );
    assert.deepEqual(redact(new Set([JWT, 1])), new Set(['[redacted jwt]', 1]));
    assert.deepEqual(
      redact([
        ['cookie', SECRET],
        ['host', 'x'],
      ]),
      [
        ['cookie', '[redacted]'],
        ['host', 'x'],
      ],
    );
    assert.deepEqual(redact(['Host', 'x', 'Cookie', SECRET]), ['Host', 'x', 'Cookie', '[redacted]'], 'rawHeaders');
    assert.deepEqual(redact({ __proto__: null, password: 1 }), { __proto__: null, password: '[redacted]' });
    const hostile = redact(JSON.parse(`{"__proto__":{"polluted":1},"a":1}`));
    assert.equal(hostile.polluted, undefined);
    assert.equal({}.polluted, undefined);
  },

  'errors stay errors': () => {
    class RequestError extends Error {
      #status = 401;
      name = 'RequestError';
      get status() {
        return this.#status;
      }
      config = { headers: { authorization: SECRET } };
    }
    const cause = new TypeError(`postgres://u:${SECRET}@host`);
    const error = new RequestError(`token=${SECRET} refused`, { cause });
    const copy = clean(redact(error));
    assert.ok(copy instanceof RequestError && copy !== error);
    assert.equal(copy.message, 'token=[redacted] refused');
    assert.equal(copy.status, 401);
    assert.equal(copy.cause.message, 'postgres://u:[redacted]@host');
    assert.match(copy.stack, /run\.mjs/);
    assert.equal(error.message, `token=${SECRET} refused`);
    const many = clean(redact(new AggregateError([new Error(JWT)], JWT)));
    assert.equal(many.errors[0].message, '[redacted jwt]');
    const dom = clean(redact(new DOMException(JWT, 'AbortError')));
    assert.equal(`${dom.name} ${dom.message} ${dom.code}`, 'AbortError [redacted jwt] 20');
  },

  'headers, URLs, requests': () => {
    const headers = clean(redact(new Headers({ authorization: `Bearer ${SECRET}`, 'x-api-key': SECRET, accept: '*/*' })));
    assert.deepEqual(
      [...headers],
      [
        ['accept', '*/*'],
        ['authorization', '[redacted]'],
        ['x-api-key', '[redacted]'],
      ],
    );
    const url = clean(redact(new URL(`https://u:${SECRET}@h/p?access_token=${SECRET}&a=1`)));
    assert.ok(url instanceof URL);
    assert.equal(url.searchParams.get('a'), '1');
    const params = redact(new URLSearchParams(`token=${SECRET}&a=1`));
    assert.deepEqual(
      [...params],
      [
        ['token', '[redacted]'],
        ['a', '1'],
      ],
    );
    const fetched = new Request(`https://h/?token=${SECRET}`, { headers: { cookie: SECRET } });
    assert.equal(clean(redact(fetched)).url, 'https://h/?token=[redacted]');
    clean(redact(new Response('', { headers: { 'set-cookie': SECRET } })));
    assert.deepEqual(clean(redact(request())), {
      method: 'GET',
      url: '/?access_token=[redacted]',
      headers: { cookie: '[redacted]', host: 'x' },
    });
    const response = new ServerResponse(request());
    response.setHeader('set-cookie', SECRET);
    clean(redact(response));
  },

  classes: () => {
    class Account {
      password = SECRET;
      name = 'ann';
    }
    assert.deepEqual(clean(redact(new Account())), { password: '[redacted]', name: 'ann' });
    class Shown {
      #secret = SECRET;
      toJSON() {
        return { password: this.#secret };
      }
    }
    assert.deepEqual(clean(redact(new Shown())), { password: '[redacted]' });
    const holder = new TokenHolder();
    holder.set({ access_token: SECRET, expires_in: 3600 });
    assert.deepEqual(clean(redact(holder)), { state: 'fresh' });
    clean(redact(createVerifier({ algorithms: ['HS256'], keys: { secret: `${SECRET}${SECRET}${SECRET}` }, audience: false })));
  },

  'cycles, depth, breadth and knots are bounded': () => {
    const loop = { a: 1 };
    loop.self = loop;
    assert.deepEqual(redact(loop), { a: 1, self: '[circular]' });
    const error = new Error('x');
    error.cause = error;
    assert.equal(redact(error).cause, '[circular]');
    let deep = { password: SECRET };
    for (let i = 0; i < 100_000; i += 1) deep = { deep };
    assert.match(JSON.stringify(redact(deep)), /truncated/);
    const wide = redact(Array.from({ length: 1_000_000 }, () => JWT));
    assert.ok(wide.length < 20_000 && wide.at(-1) === '[truncated]');
    assert.ok(redact(new Array(2 ** 32 - 1)).length < 20_000);
    let knot = [JWT];
    for (let i = 0; i < 30; i += 1) knot = [knot, knot, knot];
    assert.ok(redact(knot));
    clean(redact({ wide: Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`token${i}`, SECRET])) }));
  },

  'what throws does not throw out': () => {
    const thrower = () => {
      throw new Error('mine');
    };
    assert.deepEqual(
      redact({
        get a() {
          return thrower();
        },
        b: 1,
      }),
      { a: '[redacted]', b: 1 },
    );
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    for (const value of [
      revoked.proxy,
      new Proxy({}, { ownKeys: thrower }),
      new Proxy([], { get: thrower }),
      new Proxy(new Error('x'), { getPrototypeOf: thrower }),
      { toJSON: thrower, __proto__: { a: 1 } },
      { [Symbol.iterator]: thrower },
      Object.assign(new Map(), { [Symbol.iterator]: thrower }),
      new (class extends Array {
        get length() {
          return thrower();
        }
      })(),
      Object.create({
        get method() {
          return thrower();
        },
      }),
    ]) {
      redact(value);
      redact({ value });
    }
    assert.equal(redact('x'.repeat(9 * 1024 * 1024)), '[redacted]');
  },

  'pino: messages, arguments, objects, bindings, errors, requests': () => {
    const [line] = logged((logger) => logger.info({ user: { password: SECRET }, list: [JWT] }, 'token=%s for %s', SECRET, 'ann'));
    assert.equal(line.msg, 'token=[redacted] for ann');
    assert.deepEqual([line.user, line.list], [{ password: '[redacted]' }, ['[redacted jwt]']]);
    logged((logger) =>
      logger
        .child({ apiKey: SECRET, a: JWT })
        .child({ 'api key': { a: SECRET } }, { msgPrefix: `Bearer ${SECRET} ` })
        .warn('x'),
    );
    const [error] = logged((logger) => logger.error(new Error(`password=${SECRET}`, { cause: new Error(JWT) })));
    assert.equal(error.err.message, 'password=[redacted] [redacted jwt]');
    const serializers = { req: pino.stdSerializers.req, res: pino.stdSerializers.res, err: pino.stdSerializers.err };
    const [served] = logged((logger) => logger.info({ req: request() }, 'served'), { serializers });
    assert.equal(served.req.headers.host, 'x');
    logged((logger) => logger.info(request()));
    logged((logger) => logger.info('%j %o %O', { password: SECRET }, { secret: SECRET }, [JWT]));
    logged((logger) => logger.info({ body: JSON.stringify({ password: `a"b${SECRET}` }) }), { mixin: () => ({ cookie: SECRET }) });
    logged((logger) => logger.info(`a\r\nCookie: a="${SECRET}"; b=${SECRET}\r\nHost: x`));
    const plain = logged((logger) => logger.info({ a: 1 }, 'nothing to hide'))[0];
    assert.deepEqual([plain.a, plain.msg, plain.level], [1, 'nothing to hide', 30]);
  },

  'pino: a value without an end leaves a line of JSON': () => {
    for (const text of ['-----BEGIN PRIVATE KEY-----\nMII', 'secret: {', 'cookie: [ "', 'password: "', "token: '"]) {
      const [line] = logged((logger) => logger.info({ a: 1, text: `${text}${SECRET}`, z: 2 }, 'x'));
      assert.deepEqual([line.a, line.z, line.msg], [1, 2, 'x'], text);
    }
  },

  'a console prints what was asked for, without secrets': () => {
    assert.equal(
      printed((safe) => safe.log('hello %s, %d%% of %s', 'ann', 5, 'all', { a: 1 })),
      format('hello %s, %d%% of %s', 'ann', 5, 'all', { a: 1 }),
    );
    assert.equal(
      printed((safe) => safe.info('password=%s user=%s', SECRET, 'ann')),
      'password=[redacted] user=ann',
    );
    assert.equal(
      printed((safe) => safe.warn('token:', SECRET, 'and', { a: 1 })),
      'token: [redacted] and { a: 1 }',
    );
    assert.equal(
      printed((safe) => safe.error('secret', { password: SECRET })),
      "secret { password: '[redacted]' }",
    );
    assert.equal(
      printed((safe) => safe.debug(`100% ${JWT}`)),
      '100% [redacted jwt]',
    );
    assert.equal(
      printed((safe) => safe.debug(`100% ${JWT}`, [1], '%s')),
      '100% [redacted jwt] [ 1 ] %s',
    );
    assert.equal(
      printed((safe) => safe.log('credentials:', { a: SECRET })),
      'credentials: [redacted]',
    );
    assert.match(
      printed((safe) => safe.trace(new Error(JWT))),
      /Error: \[redacted jwt\]\n/,
    );
    printed((safe) => safe.dir({ password: SECRET }, { depth: 1 }));
    printed((safe) => safe.table([{ password: SECRET }]));
    printed((safe) => safe.assert(false, 'token=%s', SECRET));
    assert.equal(redactConsole({ ...console, count: () => 7 }).count(), 7);
  },

  'text in a line does not pass for an object in it': () => {
    let reads = 0;
    const object = {
      get a() {
        reads += 1;
        return 'b';
      },
    };
    const marks = '\u00010\u0002'.repeat(4000);
    const lines = [];
    const safe = redactConsole({ log: (...args) => lines.push(args) });
    for (const args of [
      ['user %s failed', `password=x ${marks}`, object],
      [`${marks} password=x`, object],
      ['password=x', Symbol(marks), object],
      ['password=%s %s', 'x', marks, object],
    ]) {
      reads = 0;
      lines.length = 0;
      safe.log(...args);
      assert.equal(reads, 1, 'the object is read once');
      assert.equal(lines[0].length, 2, 'a format and the object');
      assert.deepEqual(lines[0][1], { a: 'b' });
      const text = format(...lines[0]);
      assert.ok(text.includes('password=[redacted]') && text.split('\ufffd0\ufffd').length === 4001, text.slice(0, 100));
    }
    safe.log('nothing', marks);
    assert.deepEqual(lines.at(-1), ['nothing', marks], 'without a secret the line is as it was');
  },

  'hostile text of 1 MiB is redacted, and again changes nothing': () => {
    for (const piece of hostile) {
      const once = redact(piece.repeat((1 << 20) / piece.length));
      assert.equal(redact(once), once, piece);
    }
  },
});
