// Tokens of which nobody knows when they end: good until they are refused, or for `lifetime`.
import { equal, ok, until, within } from './setup.mjs';

/** The server's own tokens outlast everything here. */
const ENDLESS = { expiry: 'none', lifetime: 1e9 };
const alone = { login: undefined, refresh: undefined, logout: undefined };

export const opaqueScenarios = {
  'fresh until it is refused: then one refresh': async ({ world, client, status }) => {
    const w = await world(ENDLESS);
    const c = client(w);
    await Promise.all(Array.from({ length: 20 }, () => status(c.fetch('data'))));
    equal([c.state, c.expiresIn, c.told('login')[0].expiresIn], ['fresh', Infinity, Infinity]);
    await w.advance(1e6);
    await status(c.fetch('data'));
    equal([(await w.counts()).login, (await w.counts()).refresh], [1, 0]);
    await w.refuseAll();
    await Promise.all(Array.from({ length: 20 }, () => status(c.fetch('data'))));
    const { login, refresh } = await w.counts();
    equal([login, refresh], [1, 1]);
    equal(c.told('refresh')[0].reason, 'rejected');
  },

  'an answer that holds a session token, by whatever name: refused, there is one login': async ({ world, client, status }) => {
    for (const shape of ['token', 'session', 'access_token']) {
      for (const refresh of [undefined, 'refresh']) {
        const w = await world({ ...ENDLESS, shape });
        const c = client(w, { refresh });
        await Promise.all(Array.from({ length: 10 }, () => status(c.fetch('data'))));
        await w.refuseAll();
        await Promise.all(Array.from({ length: 10 }, () => status(c.fetch('data'))));
        const counts = await w.counts();
        equal([counts.login, counts.refresh], [2, 0], shape);
        equal(await c.logout(), true);
      }
    }
  },

  'for `lifetime`, if that is given': async ({ world, client, status }) => {
    const w = await world(ENDLESS);
    const c = client(w, { lifetime: 600 });
    await status(c.fetch('data'));
    within(c.expiresIn, 590, 600);
    await w.advance(350);
    await status(c.fetch('data'));
    await until(async () => (await w.counts()).refresh === 1);
    await w.advance(700);
    await status(c.fetch('data'));
    equal((await w.counts()).refresh, 2);
  },

  'what a server says of its end counts for more than `lifetime`': async ({ world, client, status }) => {
    for (const expiry of ['expires_in', 'access_expires_at', 'unix']) {
      const w = await world({ expiry });
      const c = client(w, { lifetime: 10 });
      await status(c.fetch('data'));
      within(c.expiresIn, 590, 600, expiry);
    }
  },

  '`expires_at` is one too; milliseconds are told': async ({ world, client, refuses, status }) => {
    const w = await world(ENDLESS);
    const c = client(w, { retry: false });
    const now = w.clock();
    await w.set({ script: { login: [{ merge: { expires_at: now + 600 } }, { merge: { expires_at: (now + 600) * 1000 } }] } });
    await status(c.fetch('data'));
    within(c.expiresIn, 590, 600);
    const { cause } = await refuses(c.login(), 'token_unusable');
    ok(/^`expires_at` .* milliseconds\?$/.test(cause.message), cause.message);
  },

  'it is kept outside of memory like others': async ({ world, client, status }) => {
    const w = await world(ENDLESS);
    let saved;
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    const persist = { key, load: () => saved, save: (sealed) => (saved = sealed), remove: () => (saved = undefined) };
    const first = client(w, { persist });
    await status(first.fetch('data'));
    await first.dispose();
    await w.advance(1e6);
    const second = client(w, { persist });
    await status(second.fetch('data'));
    equal([second.state, second.expiresIn], ['fresh', Infinity]);
    equal(second.told('adopt')[0].from, 'persist');
    equal((await w.counts()).login, 1);
    equal(await second.logout(), true);
    const { log } = await w.report();
    ok(
      log.some(({ endpoint, body }) => endpoint === 'logout' && body.includes('refresh_token')),
      'its refresh token is given back',
    );
  },

  'one from the environment: the answer is the last word, or `rotate` is asked once': async ({ world, client, status }) => {
    const w = await world(ENDLESS);
    const { access_token: sessionToken } = await w.issue();
    const c = client(w, { ...alone, sessionToken });
    await Promise.all(Array.from({ length: 10 }, () => status(c.fetch('data'))));
    equal([c.state, c.expiresIn, c.events.length], ['fresh', Infinity, 0]);
    let rotations = 0;
    const other = client(w, { ...alone, sessionToken, rotate: () => ((rotations += 1), w.issue()) });
    await status(other.fetch('data'));
    await w.refuseAll();
    await status(c.fetch('data'), 401);
    await Promise.all(Array.from({ length: 10 }, () => status(other.fetch('data'))));
    equal(rotations, 1);
  },

  'a holder refuses it, unless it is told for how long it is good': async ({ TokenHolder }) => {
    const opaque = { access_token: 'opaque' };
    for (const [lifetime, expected] of [
      [Infinity, 'fresh Infinity'],
      [60, 'fresh 60'],
      [undefined, 'TypeError'],
      [0, 'TypeError'],
      [-1, 'TypeError'],
      [NaN, 'TypeError'],
      ['60', 'TypeError'],
    ]) {
      let found;
      try {
        const holder = new TokenHolder({ lifetime, clock: () => 1000 });
        holder.set(opaque);
        found = `${holder.state} ${holder.expiresIn}`;
      } catch (error) {
        found = error.name;
      }
      equal(found, expected, `${lifetime}`);
    }
  },
};
