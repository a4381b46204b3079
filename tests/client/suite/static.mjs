// A session token from the environment, with and without a way to replace it.
import { equal, inTime, ok, within } from './setup.mjs';

const alone = { login: undefined, refresh: undefined, logout: undefined };

export const staticScenarios = {
  'a session token is used as it is': async ({ world, client, status }) => {
    const w = await world({ format: 'jwt' });
    const { access_token: sessionToken } = await w.issue();
    const c = client(w, { ...alone, sessionToken });
    await Promise.all(Array.from({ length: 20 }, () => status(c.fetch('data'))));
    within(c.expiresIn, 500, 600);
    equal(c.state, 'fresh');
    equal(await w.counts(), { login: 0, refresh: 0, logout: 0, resource: 20, other: 0 });
    equal(c.events, []);
  },

  'it is told once that it expires; expired, it is not sent': async ({ world, client, status, refuses }) => {
    const w = await world({ format: 'jwt' });
    const { access_token: sessionToken } = await w.issue();
    const c = client(w, { ...alone, sessionToken });
    await status(c.fetch('data'));
    await w.advance(350);
    for (let i = 0; i < 5; i += 1) await status(c.fetch('data'));
    equal(c.told('expiring').length, 1);
    within(c.told('expiring')[0].expiresIn, 200, 250);
    await w.advance(300);
    await Promise.all(Array.from({ length: 10 }, () => refuses(c.fetch('data'), 'session_expired')));
    equal((await w.counts()).resource, 6);
  },

  '`rotate` replaces it ahead of time, once for all callers': async ({ world, client, status }) => {
    const w = await world({ format: 'jwt' });
    const { access_token: sessionToken } = await w.issue();
    let rotations = 0;
    const rotate = async () => {
      rotations += 1;
      return w.issue();
    };
    const c = client(w, { ...alone, sessionToken, rotate });
    await status(c.fetch('data'));
    await w.advance(350);
    await Promise.all(Array.from({ length: 50 }, () => status(c.fetch('data'))));
    await w.advance(601);
    await Promise.all(Array.from({ length: 50 }, () => status(c.fetch('data'))));
    equal(rotations, 2);
    equal(c.told('expiring'), []);
    equal(
      c.told('refresh').map(({ outcome, reason }) => `${outcome} ${reason}`),
      ['ok margin', 'ok expired'],
    );
  },

  'refused by the server: the answer is the last word, or `rotate` is asked once': async ({ world, client, status }) => {
    const w = await world({ format: 'jwt' });
    const { access_token: sessionToken } = await w.issue();
    await w.refuseAll();
    const c = client(w, { ...alone, sessionToken });
    for (let i = 0; i < 3; i += 1) await status(c.fetch('data'), 401);
    equal((await w.counts()).resource, 3);
    let rotations = 0;
    const other = client(w, { ...alone, sessionToken, rotate: () => ((rotations += 1), w.issue()) });
    await Promise.all(Array.from({ length: 20 }, () => status(other.fetch('data'))));
    equal(rotations, 1);
  },

  'a `rotate` that fails: the token serves as long as it is good': async ({ world, client, status, seen }) => {
    const w = await world({ format: 'jwt' });
    const { access_token: sessionToken } = await w.issue();
    let rotations = 0;
    const c = client(w, { ...alone, sessionToken, rotate: () => ((rotations += 1), Promise.reject(new Error('my own'))) });
    await w.advance(350);
    for (let i = 0; i < 30; i += 1) await status(c.fetch('data'));
    within(rotations, 1, 29);
    await w.advance(300);
    const outcomes = await inTime(Promise.allSettled(Array.from({ length: 10 }, () => c.fetch('data'))));
    seen.push(...outcomes.map(({ reason }) => reason));
    for (const { reason } of outcomes) ok(['refresh_failed', 'session_expired'].includes(reason?.code), `${reason?.stack}`);
  },

  'one that has expired already, with a login: logs in': async ({ world, client, status }) => {
    const w = await world({ format: 'jwt' });
    const { access_token: sessionToken } = await w.issue();
    await w.advance(700);
    const c = client(w, { sessionToken });
    await Promise.all(Array.from({ length: 10 }, () => status(c.fetch('data'))));
    const { login, resource } = await w.counts();
    equal([login, resource], [1, 10]);
  },

  'a holder takes an expired JWT for what it is, unless the server’s clock is unknown': async ({ world, TokenHolder }) => {
    const w = await world({ format: 'jwt' });
    const { access_token } = await w.issue();
    const later = { clock: () => Date.now() / 1000 + 700 };
    for (const [exchange, state] of [
      [undefined, 'expired'],
      [{}, 'expired'],
      [{ date: Date.now() / 1000 + 700 }, 'expired'],
      [{ date: null }, 'fresh'],
    ]) {
      const holder = new TokenHolder({ ...later, margin: 0 });
      holder.set({ access_token }, exchange);
      equal(holder.state, state);
    }
  },

  'what is no token is told by name, without its text': async ({ world, client, seen }) => {
    const w = await world();
    for (const sessionToken of ['', ' ', 'a b S3cr3t', 'x\ny', 7, null, {}]) {
      let error;
      try {
        const c = client(w, { ...alone, sessionToken });
        error = await inTime(
          c.fetch('data').then(
            (response) => response.status,
            (reason) => reason,
          ),
        );
      } catch (caught) {
        error = caught;
      }
      seen.push(error);
      ok(
        error instanceof Error && /sessionToken|token/.test(error.message),
        `${String(sessionToken).slice(0, 30)}: ${error?.stack ?? error}`,
      );
      ok(!error.message.includes('S3cr3t'), error.message);
    }
    equal((await w.counts()).resource, 0);
  },

  'one that ends in milliseconds is told, without its text': async ({ world, client, seen }) => {
    const w = await world();
    const encoded = (value) => btoa(JSON.stringify(value)).replaceAll('=', '');
    const sessionToken = `${encoded({ alg: 'none' })}.${encoded({ sub: 'S3cr3t', exp: Date.now() })}.`;
    let error;
    try {
      error = await client(w, { ...alone, sessionToken })
        .fetch('data')
        .catch((reason) => reason);
    } catch (caught) {
      error = caught;
    }
    seen.push(error);
    ok(error instanceof TypeError && /^`sessionToken`: `exp` .* milliseconds\?$/.test(error.message), `${error?.stack}`);
    equal((await w.counts()).resource, 0);
  },

  'logout with a session token': async ({ world, client, status, refuses }) => {
    const w = await world({ format: 'jwt' });
    const { access_token: sessionToken } = await w.issue();
    const c = client(w, { ...alone, logout: 'logout', sessionToken });
    await status(c.fetch('data'));
    await c.logout();
    equal(c.state, 'empty');
    await refuses(c.fetch('data'), 'logged_out');
    const { log } = await w.report();
    equal(
      log.filter(({ endpoint }) => endpoint === 'logout').map(({ authorized }) => authorized),
      [true],
    );
  },
};
