// Refreshing when something is amiss: refused, dropped, garbled, late, in the wrong order.
import { equal, inTime, ok, thrown, until, within } from './setup.mjs';

const REFUSALS = {
  invalid_grant: { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":"invalid_grant"}' },
  401: { status: 401, body: '' },
};
/** No token responses, all of them with status 200. */
const GARBAGE = {
  nothing: { status: 200, body: '' },
  HTML: { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' },
  'half of JSON': { status: 200, headers: { 'content-type': 'application/json' }, body: '{"access_token":"at-half' },
  null: { status: 200, body: 'null' },
  'a list': { status: 200, body: '[{"access_token":"at-list","expires_in":60}]' },
  'an error with status 200': { status: 200, body: '{"error":"temporarily_unavailable"}' },
  'a token of the wrong type': { act: true, merge: { access_token: 7 } },
  'an empty token': { merge: { access_token: '' } },
  'a token with a line break': { merge: { access_token: 'at-x\r\nx-evil: 1' } },
  'a lifetime that is text': { merge: { expires_in: 'soon' } },
  'a lifetime without an end': { status: 200, body: '{"access_token":"at-endless","expires_in":1e999}' },
  'no body at all': { status: 204 },
  'a hundred megabytes': { status: 200, huge: true },
  'a redirect': { status: 302, headers: { location: 'elsewhere' } },
  'a redirect that keeps the method': { status: 307, headers: { location: 'elsewhere' } },
};

export const refreshScenarios = {
  'a token that is good is used, and nothing else asked': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    for (let i = 0; i < 20; i += 1) await status(c.fetch('data'));
    equal(await w.counts(), { login: 1, refresh: 0, logout: 0, resource: 20, other: 0 });
    equal([c.state, c.told('login')[0].outcome], ['fresh', 'ok']);
    within(c.expiresIn, 500, 600);
  },

  'the refresh token rotates, ten times': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await status(c.fetch('data'));
    for (let i = 0; i < 10; i += 1) {
      await w.advance(700);
      await status(c.fetch('data'));
    }
    equal(await w.counts(), { login: 1, refresh: 10, logout: 0, resource: 11, other: 0 });
  },

  'an answer without a refresh token: the old one stays': async ({ world, client, status }) => {
    const w = await world({ rotate: false });
    const c = client(w);
    await status(c.fetch('data'));
    for (let i = 0; i < 3; i += 1) {
      await w.advance(700);
      await status(c.fetch('data'));
    }
    equal(await w.counts(), { login: 1, refresh: 3, logout: 0, resource: 4, other: 0 });
  },

  'as a form, under another name': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w, {
      login: { url: 'login', format: 'form', body: () => ({ user: 'a&b=ü', password: 'right' }) },
      refresh: { url: 'refresh', format: 'form', body: { grant_type: 'refresh_token' } },
    });
    await status(c.fetch('data'));
    await w.advance(700);
    await status(c.fetch('data'));
    const { counts, log } = await w.report();
    equal([counts.login, counts.refresh], [1, 1]);
    const [login, refresh] = ['login', 'refresh'].map((name) => log.find(({ endpoint }) => endpoint === name));
    equal(new URLSearchParams(login.body).get('user'), 'a&b=ü');
    equal(new URLSearchParams(refresh.body).get('grant_type'), 'refresh_token');
    ok(refresh.contentType.startsWith('application/x-www-form-urlencoded'), refresh.contentType);
  },

  ...Object.fromEntries(
    Object.entries(REFUSALS).map(([name, answer]) => [
      `a refresh that is refused (${name}): one login, for all callers`,
      async ({ world, client }) => {
        const w = await world();
        const c = client(w);
        await c.token();
        await w.advance(700);
        await w.set({ script: { refresh: [answer] }, delay: { refresh: 50, login: 50 } });
        equal(new Set(await inTime(Promise.all(Array.from({ length: 100 }, () => c.token())))).size, 1);
        equal(await w.counts(), { login: 2, refresh: 1, logout: 0, resource: 0, other: 0 });
        equal(
          c.told('refresh').map(({ outcome }) => outcome),
          ['refused'],
        );
      },
    ]),
  ),

  'refused, and so is the login: an error that says so, and no loop': async ({ world, client, refuses }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.advance(700);
    const no = { status: 401, body: '' };
    await w.set({ every: { refresh: { n: 1, answer: no }, login: { n: 1, answer: no } } });
    await Promise.all(Array.from({ length: 50 }, () => refuses(c.fetch('data'), 'login_refused')));
    for (let i = 0; i < 20; i += 1) await refuses(c.fetch('data'), 'login_refused');
    equal(await w.counts(), { login: 2, refresh: 1, logout: 0, resource: 0, other: 0 });
    await w.set({ every: {} });
    await c.login();
    equal((await c.fetch('data')).status, 200);
    equal((await w.counts()).login, 3);
  },

  'a password that is wrong is sent once': async ({ world, client, refuses }) => {
    const w = await world();
    const c = client(w, { login: { url: 'login', body: { user: 'ann', password: 'wr0ng-pa55word' } } });
    const errors = await Promise.all(Array.from({ length: 50 }, () => refuses(c.token(), 'login_refused')));
    for (const error of errors) equal([error.status, String(error.stack).includes('wr0ng')], [401, false]);
    for (let i = 0; i < 20; i += 1) await refuses(c.fetch('data'), 'login_refused');
    equal((await w.counts()).login, 1);
  },

  ...Object.fromEntries(
    Object.entries(GARBAGE).map(([name, answer]) => [
      `a refresh answered with ${name}: the old token serves as long as it is good`,
      async ({ world, client, status }) => {
        // With a grace, or else asking again would end the session.
        const w = await world({ grace: 3600 });
        const c = client(w, { timeout: 10 });
        const first = await c.token();
        await w.advance(350);
        await w.set({ every: { refresh: { n: 1, answer } } });
        await inTime(Promise.all(Array.from({ length: 20 }, () => status(c.fetch('data')))));
        await until(() => c.told('refresh').length > 0, 'no refresh was tried');
        ok(
          c.told('refresh').every(({ outcome }) => outcome !== 'ok'),
          c.events,
        );
        equal(await c.token(), first);
        // It is no want of an answer, which would be asked for again at once.
        if (answer.huge) equal(c.told('retry'), []);
        // Not for every request again.
        for (let i = 0; i < 30; i += 1) await status(c.fetch('data'));
        const { counts, log } = await w.report();
        within(counts.refresh, 1, 14, 'refreshes');
        equal([counts.login, counts.resource, counts.other], [1, 50, 0], 'a redirect was followed?');
        ok(
          log.every(({ url }) => !url.includes('elsewhere')),
          'a redirect was followed',
        );
      },
    ]),
  ),

  'garbage when the token is of no use any more: an error or a login, and no loop': async ({ world, client, seen }) => {
    for (const answer of Object.values(GARBAGE).slice(0, 8)) {
      const w = await world({ grace: 3600 });
      const c = client(w);
      await c.token();
      await w.advance(700);
      await w.set({ every: { refresh: { n: 1, answer } } });
      const outcomes = await inTime(Promise.allSettled(Array.from({ length: 20 }, () => c.token())));
      seen.push(...outcomes.map(({ reason }) => reason));
      for (const { status, reason } of outcomes)
        ok(status === 'fulfilled' || ['refresh_failed', 'token_unusable'].includes(reason.code), `${reason?.stack}`);
      const { refresh, login } = await w.counts();
      within(refresh, 1, 8, 'refreshes');
      within(login, 1, 2, 'logins');
    }
  },

  'garbage at login: an error, and no loop': async ({ world, client, seen }) => {
    for (const answer of Object.values(GARBAGE)) {
      const w = await world({ every: { login: { n: 1, answer } } });
      const c = client(w, { timeout: 10 });
      for (let round = 0; round < 2; round += 1) {
        const outcomes = await inTime(Promise.allSettled(Array.from({ length: 20 }, () => c.token())));
        seen.push(...outcomes.map(({ reason }) => reason));
        for (const { reason } of outcomes)
          ok(['login_failed', 'token_unusable', 'login_refused'].includes(reason?.code), `${reason?.stack}`);
      }
      within((await w.counts()).login, 1, 8, 'logins');
    }
  },

  'tokens that have expired on arrival: an error, and no loop': async ({ world, client, refuses }) => {
    const every = { n: 1, answer: { lifetime: -5 } };
    const w = await world({ every: { login: every, refresh: every } });
    const c = client(w);
    await Promise.all(Array.from({ length: 20 }, () => refuses(c.fetch('data'), 'token_unusable')));
    // The random time to leave the server alone may be over by now: then the refresh token is tried.
    await refuses(c.fetch('data'), 'token_unusable');
    const { counts } = await w.report();
    equal([counts.login, counts.resource], [1, 0]);
    within(counts.refresh, 0, 1, 'refreshes');
  },

  // RFC 6749 section 7.1
  'a token that is no bearer token is not used': async ({ world, client, refuses, status }) => {
    for (const token_type of ['mac', 'DPoP', 'Bearer ', '', 7, ['Bearer']]) {
      const w = await world({ every: { login: { n: 1, answer: { merge: { token_type } } } } });
      await refuses(client(w).fetch('data'), 'token_unusable');
      const plain = client(w, { login: () => ({ access_token: 'at-mac', expires_in: 600, token_type }) });
      await refuses(plain.fetch('data'), 'token_unusable');
      equal((await w.counts()).resource, 0);
    }
    const w = await world({ script: { refresh: [{ merge: { token_type: 'mac' } }] } });
    const c = client(w);
    await c.token();
    await w.advance(700);
    await c.token().catch(() => {});
    ok(c.told('refresh')[0].outcome !== 'ok', c.events);
    for (const token_type of ['bearer', 'BEARER', null]) {
      await status(client(await world({ every: { login: { n: 1, answer: { merge: { token_type } } } } })).fetch('data'));
    }
  },

  'what some servers say: a lifetime as text, an empty refresh token, a byte order mark': async ({ world, client, status }) => {
    const w = await world({
      rotate: false,
      every: {
        login: { n: 1, answer: { merge: { expires_in: '600' } } },
        refresh: { n: 1, answer: { merge: { expires_in: '600', refresh_token: '' } } },
      },
    });
    const c = client(w);
    for (let i = 0; i < 3; i += 1) {
      await status(c.fetch('data'));
      ok(c.expiresIn > 590, `${c.expiresIn}`);
      await w.advance(700);
    }
    equal(await w.counts(), { login: 1, refresh: 2, logout: 0, resource: 3, other: 0 });
    const marked = {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '\ufeff{"access_token":"at-marked","expires_in":600}',
    };
    const c2 = client(await world({ script: { login: [marked] } }));
    equal(await c2.token(), 'at-marked');
    // What a function gives is a server's answer too. {"alg":"none"} . {"iat":1000,"exp":1300}
    const token = 'eyJhbGciOiJub25lIn0.eyJpYXQiOjEwMDAsImV4cCI6MTMwMH0.';
    const c3 = client(w, { login: () => ({ access_token: token, expires_in: '3600', refresh_token: '' }) });
    await c3.token();
    within(c3.expiresIn, 290, 300);
  },

  'a session that ends: its last token is used up to there, without ever more refreshes, and then there is a login': async ({
    world,
    client,
    status,
  }) => {
    const w = await world({ lifetime: 600, sessionLifetime: 1000 });
    const c = client(w);
    for (let i = 0; i < 1200; i += 20) {
      await status(c.fetch('data'));
      await w.advance(20);
    }
    const { counts, faults } = await w.report();
    equal([counts.login, counts.resource, faults], [2, 60, []]);
    // At 300 and 600; at 995 it brings nothing.
    within(counts.refresh, 2, 3, 'refreshes');
  },

  'a refresh whose connection is cut before anything happened: it is tried again': async ({ world, client, status }) => {
    const w = await world({ script: { refresh: [{ drop: 'before' }] } });
    const c = client(w);
    await c.token();
    await w.advance(700);
    await Promise.all(Array.from({ length: 50 }, () => status(c.fetch('data'))));
    const { login, refresh } = await w.counts();
    equal(login, 1);
    within(refresh, 2, 3);
  },

  ...Object.fromEntries(
    ['after', 'half'].map((drop) => [
      `the same ${drop === 'half' ? 'amid' : 'before'} the answer: the server's grace is used, or a login`,
      async ({ world, client, status, allowed }) => {
        // Somebody who waits for an answer that did not come has the old refresh token only.
        allowed.push('refresh token used again');
        for (const grace of [10, 0]) {
          const w = await world({ grace, script: { refresh: [{ drop }] } });
          const c = client(w);
          await c.token();
          await w.advance(700);
          await Promise.all(Array.from({ length: 50 }, () => status(c.fetch('data'))));
          const { counts, mostAtOnce } = await w.report();
          equal(counts.login, grace > 0 ? 1 : 2);
          within(counts.refresh, 2, 3);
          equal(mostAtOnce.refresh, 1);
        }
      },
    ]),
  ),

  'the server is away altogether: an error, the tokens stay, and it goes on when it is back': async ({
    world,
    client,
    refuses,
    status,
  }) => {
    const w = await world();
    const c = client(w, { retry: { base: 0.01, attempts: 3 } });
    await c.token();
    await w.advance(700);
    await w.set({ every: { refresh: { n: 1, answer: { status: 500 } }, login: { n: 1, answer: { status: 500 } } } });
    await Promise.all(Array.from({ length: 20 }, () => refuses(c.fetch('data'), 'refresh_failed')));
    within((await w.counts()).refresh, 1, 6);
    await w.set({ every: {} });
    // It may rest a while before it asks again.
    await until(() =>
      c.fetch('data').then(
        ({ status: got }) => got === 200,
        () => w.advance(1).then(() => false),
      ),
    );
    await status(c.fetch('data'));
    equal((await w.counts()).login, 1);
  },

  'a refresh that never answers ends with `timeout`': async ({ world, client, seen }) => {
    const w = await world({ every: { refresh: { n: 1, answer: { hang: true } } } });
    const c = client(w, { timeout: 0.3, retry: { attempts: 2, base: 0.01 } });
    await c.token();
    await w.advance(700);
    const error = await thrown(c.token());
    seen.push(error);
    equal(error.code, 'refresh_failed');
    // Once: who waits has waited that long already.
    equal((await w.counts()).refresh, 1);
  },

  'so does one whose body never ends': async ({ world, client, seen }) => {
    const w = await world();
    const c = client(w, { timeout: 0.3, retry: { attempts: 2, base: 0.01 } });
    await c.token();
    await w.advance(700);
    await w.set({ every: { refresh: { n: 1, answer: { status: 200, stall: true, body: '{"access' } } } });
    const error = await thrown(c.token());
    seen.push(error);
    equal(error.code, 'refresh_failed');
    within((await w.counts()).refresh, 1, 3);
  },

  'a late answer to a refresh does not overwrite what a login brought': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    await w.advance(350);
    await w.set({ hold: ['refresh'] });
    await c.token(); // begins a refresh behind
    await w.arrived('refresh', 1);
    const login = c.login();
    // It may wait for the refresh to end, or not.
    await Promise.race([login, new Promise((resolve) => setTimeout(resolve, 300))]);
    await w.release();
    await inTime(login);
    const token = await c.token();
    await until(() => c.told('refresh').length > 0);
    equal(await c.token(), token, 'the newer one stays');
    await w.advance(700);
    await status(c.fetch('data'));
    const { login: logins, refresh } = await w.counts();
    equal([logins, refresh], [2, 2]);
  },
};
