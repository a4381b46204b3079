// The page in www/, in a real browser, with the packed package: what it says, and that it keeps
// its promise to send and to keep nothing.
import assert from 'node:assert/strict';
import { createPublicKey, randomBytes } from 'node:crypto';
import { ALGORITHMS, AUDIENCE, ISSUER, goodClaims, makeIssuer, mint, mintText } from '../../tools/demo/issuer.mjs';
import { installPacked } from '../../tools/demo/packed.mjs';
import { servePage } from '../../tools/demo/page-server.mjs';
import { openBrowser, openPage } from './browser.mjs';
import { expectVerdict, fill, lowContrast, shownValue, ticked } from './helpers.mjs';

const tally = { passed: 0, failed: 0 };
async function test(name, work) {
  try {
    await work();
    tally.passed += 1;
  } catch (error) {
    tally.failed += 1;
    console.error(`FAILED ${name}\n  ${String(error.message).replaceAll('\n', '\n  ')}`);
  }
}

const browser = await openBrowser();
const { installed } = installPacked('www');
const server = await servePage({ installed });
const issuer = await makeIssuer();
const policy = { audience: AUDIENCE, issuer: ISSUER };
const jwkFor = (alg) => JSON.stringify(issuer.jwks.keys.find(({ kid }) => kid === issuer.keys.get(alg).kid));

/** Everything that went into the page's fields and must not come out of it. */
const secrets = new Set();
const enter = (page, fields) => {
  for (const text of [fields.token, fields.key]) if (text) secrets.add(text);
  return fill(page, fields);
};

/** Runs in a page of its own; whatever it did that it must not fails the test. */
const pageTest = (name, work, options) =>
  test(name, async () => {
    const opened = await openPage(browser, server.url, options);
    try {
      await expectVerdict(opened.page, 'empty');
      const loaded = opened.seen.requests.length;
      await work(opened.page, opened);
      secrets.add(await opened.page.inputValue('#token')).add(await opened.page.inputValue('#key'));
      await assertSilent(opened, loaded);
    } finally {
      await opened.close();
    }
  });

async function assertSilent({ page, context, seen }, loaded) {
  assert.deepEqual(seen.errors, [], 'script errors');
  assert.deepEqual(seen.messages, [], 'console messages');
  assert.deepEqual(seen.violations, [], 'violations of the content security policy');
  const urls = seen.requests.map((request) => request.url());
  assert.deepEqual(
    urls.filter((url) => new URL(url).origin !== server.url.origin),
    [],
    'requests to elsewhere',
  );
  assert.deepEqual(urls.slice(loaded), [], 'requests after the page had loaded');
  const kept = await page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    address: location.href,
    history: [history.length, history.state],
  }));
  const cookies = await context.cookies();
  const nothing = { local: {}, session: {}, databases: [], caches: [] };
  assert.deepEqual({ ...kept, cookies }, { ...nothing, address: server.url.href, history: [2, null], cookies: [] }, 'what is kept');
  // All of it went in through fields; none of it may be in a request, whatever the encoding.
  const sent = await Promise.all(
    seen.requests.map(async (request) => [request.url(), request.postData(), JSON.stringify(await request.allHeaders())]),
  );
  // (Short ones are test inputs like `x`, which any header holds.)
  for (const secret of [...secrets].filter((text) => text.length > 16))
    assert(!sent.flat().join('\n').includes(secret), 'a request carries what was entered');
}

await pageTest('an example is accepted, counts down, and expires before one’s eyes', async (page) => {
  await page.click('#example');
  await expectVerdict(page, 'accepted');
  assert.equal(await shownValue(page, 'claims', 'sub'), 'ada');
  assert.equal(await shownValue(page, 'header', 'alg'), 'ES256');
  assert.match(await shownValue(page, 'claims', 'exp'), /^\d{1,2} \w{3} \d{4}, .* UTC\s*in (2 min|1 min 5\d s)\s*\d{10}$/);
  assert.equal(await page.innerText('#claims-badge'), 'signature genuine');
  const first = await page.innerText('#clock-time');
  assert.match(first, /^(2:00|1:5\d)$/);
  await page.clock.runFor(10_000);
  const seconds = (text) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const passed = seconds(first) - seconds(await page.innerText('#clock-time'));
  assert(passed >= 9 && passed <= 11, `the countdown moved by ${passed} s in 10 s`);
  assert((await page.getAttribute('#clock-bar', 'value')) < 1);
  await page.clock.runFor(90_000);
  await expectVerdict(page, 'accepted');
  assert.equal(await page.getAttribute('#clock', 'data-low'), 'true');
  await page.clock.runFor(22_000);
  await expectVerdict(page, 'refused', 'token_expired');
  assert.match(await page.innerText('#clock'), /^0:\d\d since it expired$/);
});

await pageTest('a tampered example is refused, and its claims are called unverified', async (page) => {
  await page.click('#example');
  await expectVerdict(page, 'accepted');
  await page.click('#tamper');
  await expectVerdict(page, 'refused', 'signature_invalid');
  assert.equal(await shownValue(page, 'claims', 'sub'), 'mallory');
  assert.equal(await page.innerText('#claims-badge'), 'not verified');
  assert(await page.isHidden('#clock'), 'a countdown to an unverified expiry');
  await page.click('#clear');
  await expectVerdict(page, 'empty');
  assert.equal(await page.inputValue('#token'), '');
  assert(await page.isHidden('#claims-card'));
});

await pageTest('it works offline once loaded', async (page, { context }) => {
  await context.setOffline(true);
  await page.click('#example');
  await expectVerdict(page, 'accepted');
  await context.setOffline(false);
});

const suggested = {
  HS256: ['HS256'],
  HS384: ['HS384'],
  HS512: ['HS512'],
  ES256: ['ES256'],
  ES384: ['ES384'],
  ES512: ['ES512'],
};
const RSA = ALGORITHMS.filter((name) => /^[RP]S/.test(name));
const ED = ['EdDSA', 'Ed25519'];
await pageTest('every algorithm, with the key as JWK, set and PEM', async (page) => {
  for (const alg of ALGORITHMS) {
    const token = await mint(issuer, alg);
    await enter(page, { token, key: jwkFor(alg), ...policy });
    await expectVerdict(page, 'accepted');
    assert.deepEqual(await ticked(page), suggested[alg] ?? (ED.includes(alg) ? ED : RSA), `suggested for ${alg}`);
    await enter(page, { token, key: JSON.stringify(issuer.jwks), ...policy });
    await expectVerdict(page, 'accepted');
    if (alg.startsWith('HS')) continue;
    const key = createPublicKey({ key: JSON.parse(jwkFor(alg)), format: 'jwk' });
    await enter(page, { token, key: key.export({ format: 'pem', type: 'spki' }), ...policy });
    await expectVerdict(page, 'accepted');
    if (!RSA.includes(alg)) continue;
    await enter(page, { token, key: key.export({ format: 'pem', type: 'pkcs1' }), ...policy });
    await expectVerdict(page, 'accepted');
  }
});

await pageTest('a shared secret as text, base64url and hexadecimal', async (page) => {
  const text = `${randomBytes(24).toString('hex')} and so on`;
  for (const [key, bytes, encoding] of [
    [text, Buffer.from(text), 'text'],
    ...['base64url', 'base64', 'hex'].map((name) => {
      const random = randomBytes(32);
      return [random.toString(name), random, name === 'hex' ? 'hex' : 'base64url'];
    }),
  ]) {
    await enter(page, { token: await mint(issuer, 'HS256', { key: bytes }), key, encoding, ...policy });
    await expectVerdict(page, 'accepted');
    assert.match(await page.innerText('#key-note'), new RegExp(`^Shared secret of ${bytes.length} bytes`));
  }
  await enter(page, { token: await mint(issuer, 'HS256'), key: 'too short', encoding: 'text', ...policy });
  await expectVerdict(page, 'trouble', 'key_too_weak');
});

await pageTest('the token has no say in the algorithms', async (page) => {
  const confused = await mint(issuer, 'HS256', { key: new TextEncoder().encode(issuer.rsaPem), header: { kid: 'rsa' } });
  await enter(page, { token: confused, key: issuer.rsaPem, ...policy });
  await expectVerdict(page, 'refused', 'algorithm_not_allowed');
  assert.deepEqual(await ticked(page), RSA);
  await page.check('#algorithms input[value=HS256]');
  await expectVerdict(page, 'refused', 'key_not_found');
  // The person's choice stays for this key, and narrows what is accepted.
  await enter(page, { token: await mint(issuer, 'RS256'), key: jwkFor('RS256'), ...policy });
  await page.uncheck('#algorithms input[value=RS256]');
  await expectVerdict(page, 'refused', 'algorithm_not_allowed');
  await page.clock.runFor(3000);
  assert(!(await ticked(page)).includes('RS256'), 'a choice was undone');
  for (const name of RSA) await page.uncheck(`#algorithms input[value=${name}]`);
  await expectVerdict(page, 'trouble');
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  await enter(page, { token: `${part({ alg: 'none' })}.${part(goodClaims())}.`, key: jwkFor('ES256'), ...policy });
  await expectVerdict(page, 'refused', 'algorithm_not_allowed');
  assert.match(await page.innerText('#verdict-sentence'), /not signed at all/);
});

await pageTest('audience and issuer', async (page) => {
  const token = await mint(issuer, 'ES256');
  const key = jwkFor('ES256');
  await enter(page, { token, key });
  await expectVerdict(page, 'refused', 'claim_mismatch');
  assert.match(await page.innerText('#verdict-advice'), /audience/);
  await page.check('#any-audience');
  await expectVerdict(page, 'accepted');
  assert.equal(await page.innerText('#verdict-advice'), 'Not compared: audience, issuer.');
  await enter(page, { token, key, audience: 'https://other.example' });
  await expectVerdict(page, 'refused', 'claim_mismatch');
  await enter(page, { token, key, audience: AUDIENCE, issuer: 'https://other.example' });
  await expectVerdict(page, 'refused', 'claim_mismatch');
  assert.match(await page.innerText('#verdict-sentence'), /another issuer/);
});

await pageTest('times', async (page) => {
  const key = jwkFor('ES256');
  const now = Math.floor(Date.now() / 1000);
  const of = async (claims) => enter(page, { token: await mint(issuer, 'ES256', { claims }), key, ...policy });
  await of({ exp: now - 7200, iat: now - 9000, nbf: now - 9000 });
  await expectVerdict(page, 'refused', 'token_expired');
  assert.match(await page.innerText('#clock-time'), /^2 h/);
  await of({ nbf: now + 30 });
  await expectVerdict(page, 'refused', 'token_not_yet_valid');
  await page.clock.runFor(40_000);
  await expectVerdict(page, 'accepted');
  await of({ iat: now + 3600 });
  await expectVerdict(page, 'refused', 'token_issued_in_future');
  await of({ exp: 1e300 });
  await expectVerdict(page, 'refused', 'claim_invalid');
  assert.match(await shownValue(page, 'claims', 'exp'), /beyond any calendar/);
  await of({ exp: undefined });
  await expectVerdict(page, 'refused', 'claim_missing');
  await of({ exp: 'tomorrow' });
  await expectVerdict(page, 'refused', 'claim_invalid');
});

await pageTest('what is not a token or not a key is named', async (page) => {
  const token = await mint(issuer, 'ES256');
  const key = jwkFor('ES256');
  await enter(page, { token });
  await expectVerdict(page, 'waiting');
  await enter(page, { key });
  await expectVerdict(page, 'waiting');
  for (const bad of ['hello', token.slice(0, 120), token.replace('.', '.\n')]) {
    await enter(page, { token: bad, key, ...policy });
    await expectVerdict(page, 'refused', 'token_malformed');
  }
  const twice = JSON.stringify(goodClaims()).replace('{', '{"sub":"ada",');
  await enter(page, { token: await mintText(issuer, 'ES256', twice), key, ...policy });
  await expectVerdict(page, 'refused', 'token_malformed');
  await enter(page, { token: `Authorization: Bearer ${token}\n`, key, ...policy });
  await expectVerdict(page, 'accepted');
  assert.match(await page.innerText('#token-note'), /Bearer/);
  const encrypted = '-----BEGIN PRIVATE KEY-----\nMC4CAQA=\n-----END PRIVATE KEY-----';
  for (const [text, words] of [
    ['https://issuer.example/jwks.json', /address/],
    [token, /looks like a token/],
    ['{"kty":"EC"', /not valid JSON/],
    [encrypted, /private key/],
    [JSON.stringify({ ...JSON.parse(key), d: 'AA' }), /private key/],
  ]) {
    await enter(page, { token, key: text, ...policy });
    await expectVerdict(page, 'trouble');
    assert.match(await page.innerText('#verdict-sentence'), words);
  }
  for (const [text, code] of [
    ['{"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"}', 'key_algorithm_mismatch'],
    ['{}', 'key_invalid'],
    ['[]', ''],
    ['-----BEGIN PUBLIC KEY-----\n?\n-----END PUBLIC KEY-----', 'key_invalid'],
  ]) {
    await enter(page, { token, key: text, ...policy });
    await expectVerdict(page, 'trouble', code);
  }
});

const HOSTILE = {
  sub: '<img src=x onerror="fetch(`/leak`)">',
  name: 'safe\u202Etxt.exe\u200b',
  long: 'W'.repeat(2000),
  '<b>name</b>': { deep: [[['</pre><script>alert(1)</script>']]] },
  roles: ['a'.repeat(300), '<i>b</i>'],
  iat: -1e15,
};
for (const [name, options] of [
  ['desk, light', { width: 1280 }],
  ['desk, dark', { width: 1280, colorScheme: 'dark' }],
  ['phone, light', { width: 360, height: 740 }],
  ['phone, dark', { width: 360, height: 740, colorScheme: 'dark' }],
]) {
  await pageTest(
    `hostile claims stay text and fit, and every text can be read (${name})`,
    async (page) => {
      const fits = async () => {
        assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page is wider than the screen');
        assert.deepEqual(await lowContrast(page), [], 'low contrast');
      };
      await fits();
      await enter(page, { token: await mint(issuer, 'ES256', { claims: HOSTILE }), key: jwkFor('ES256'), ...policy });
      await expectVerdict(page, 'accepted');
      await fits();
      assert.equal(await page.locator('main img, main script, main b:not(.steps b), main i').count(), 0, 'markup from a claim');
      assert.equal(await shownValue(page, 'claims', 'sub'), HOSTILE.sub);
      assert.equal(await shownValue(page, 'claims', 'name'), 'safe\\u{202e}txt.exe\\u{200b}');
      await page.click('#tamper');
      await expectVerdict(page, 'refused', 'signature_invalid');
      await fits();
      await enter(page, { key: 'short', token: 'x' });
      await expectVerdict(page, 'refused', 'token_malformed');
      await fits();
    },
    options,
  );
}

await pageTest('labels, keyboard, and a verdict that is read out once', async (page) => {
  for (const label of ['Token', 'Key', 'Audience', 'Issuer', 'HS256', 'Ed25519', 'Do not check the audience']) {
    assert.equal(
      await page
        .getByLabel(label, { exact: label !== 'Audience' && label !== 'Issuer' })
        .first()
        .count(),
      1,
      label,
    );
  }
  const unnamed = await page.evaluate(
    () =>
      [...document.querySelectorAll('input, textarea, select')].filter((field) => field.labels.length === 0 || field.name !== '').length,
  );
  assert.equal(unnamed, 0, 'fields without a label, or with a name that a form could send');
  assert.equal(await page.getByRole('status').count(), 1);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'example');
  await page.keyboard.press('Enter');
  await expectVerdict(page, 'accepted');
  // Time passes; the region that is read out must not change with every second.
  await page.evaluate(() => {
    globalThis.changes = 0;
    const watch = new MutationObserver((records) => (globalThis.changes += records.length));
    watch.observe(document.querySelector('[role=status]'), { childList: true, characterData: true, subtree: true });
  });
  await page.clock.runFor(20_000);
  assert.equal(await page.evaluate(() => globalThis.changes), 0);
  const order = [];
  for (let at = 0; at < 5; at += 1) {
    await page.keyboard.press('Tab');
    order.push(await page.evaluate(() => document.activeElement.id || document.activeElement.value));
  }
  assert.deepEqual(order, ['tamper', 'clear', 'token', 'key', 'HS256']);
});

await test('the policy forbids requests to elsewhere, markup of its own and inline script', async () => {
  const { page, seen, close } = await openPage(browser, server.url);
  try {
    await expectVerdict(page, 'empty');
    const answer = await page.evaluate(() =>
      fetch('http://127.0.0.1:9/').then(
        () => 'sent',
        () => 'refused',
      ),
    );
    assert.equal(answer, 'refused');
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.body.append(script, Object.assign(new Image(), { src: 'http://127.0.0.1:9/pixel' }));
    });
    assert.equal(await page.evaluate(() => globalThis.ran), undefined);
    await page.waitForTimeout(100);
    const directives = seen.violations.map((text) => text.split(' ')[0]).sort();
    assert.deepEqual(directives, ['connect-src', 'img-src', 'script-src-elem']);
  } finally {
    await close();
  }
});

await test('a verifier that does not load is said so', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    await page.route('**/wasm/*', (route) => route.fulfill({ status: 503 }));
    await page.goto(server.url.href);
    await expectVerdict(page, 'trouble');
    assert.match(await page.innerText('#verdict-title'), /did not load/);
  } finally {
    await context.close();
  }
});

await test('the server gives away nothing but the page and the package', async () => {
  for (const path of [
    '/../package.json',
    '/tokenward/../../package.json',
    '/%2e%2e/tools/serve.mjs',
    '/tokenward/package.json',
    '/main.js%00.html',
    '/nothing.js',
    '/%',
  ]) {
    const { status } = await fetch(new URL(server.url.origin + path));
    assert.equal(status, 404, path);
  }
  const { headers } = await fetch(server.url);
  assert.match(headers.get('content-security-policy'), /frame-ancestors 'none'/);
});

await browser.close();
await server.stop();
console.log(`www: ${tally.passed} passed, ${tally.failed} failed`);
if (tally.failed > 0) process.exitCode = 1;
