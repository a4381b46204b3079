// Servers whose clock is wrong, or ours.
import { equal, inTime, ok, sleep, within } from './setup.mjs';

const SKEWS = [600, -600, 86_400, -86_400];

/** Uses it for a while, by real time; a second more or less is lost to `Date`'s whole seconds. */
async function use(c, seconds) {
  const statuses = new Set();
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(40)) {
    statuses.add((await inTime(c.fetch('data'))).status);
  }
  return [...statuses];
}

export const clockScenarios = {
  'our clock is set back: no token is good for longer, and time goes on': async ({ world, client }) => {
    const w = await world();
    const c = client(w, { clock: undefined });
    await c.token();
    const { now } = Date;
    const before = c.expiresIn;
    let seen;
    try {
      Date.now = () => now() + 60_000;
      const later = c.expiresIn;
      Date.now = () => now() - 3_600_000;
      seen = [before, later, c.expiresIn];
    } finally {
      Date.now = now;
    }
    within(seen[0], 590, 600);
    within(seen[1], seen[0] - 61, seen[0] - 59);
    within(seen[2], seen[1] - 1, seen[1]);
  },

  'our clock goes ahead and back, and nothing tells the server’s: its tokens are used all the same': async ({ world, client, status }) => {
    for (const expiry of ['unix', 'access_expires_at']) {
      const w = await world({ expiry, date: false });
      const c = client(w, { clock: undefined });
      const { now } = Date;
      try {
        Date.now = () => now() + 86_400_000;
        await c.token().catch(() => {});
      } finally {
        Date.now = now;
      }
      for (let i = 0; i < 3; i += 1) await status(c.fetch('data'));
      within((await w.counts()).login, 1, 2);
      within(c.expiresIn, 1, 600);
    }
  },

  'a server that is ten minutes or a day off, however it tells the expiry: none is sent expired, and refreshes stay few': async ({
    world,
    client,
  }) => {
    const cases = SKEWS.flatMap((skew) =>
      ['expires_in', 'access_expires_at', 'unix', 'exp'].map((expiry) => ({
        skew,
        expiry,
        format: expiry === 'exp' ? 'jwt' : 'opaque',
        lifetime: 4,
      })),
    );
    await Promise.all(
      cases.map(async (knobs) => {
        const w = await world(knobs);
        const c = client(w);
        const statuses = await use(c, 5);
        const { counts, faults, mostAtOnce } = await w.report();
        equal([statuses, faults, counts.login, mostAtOnce.refresh], [[200], [], 1, 1], JSON.stringify(knobs));
        // Half of four seconds, of which Date and exp may each take one.
        within(counts.refresh, 1, 8, JSON.stringify(knobs));
      }),
    );
  },

  'without a Date that can be read, `expires_in` still holds': async ({ world, client }) => {
    const cases = SKEWS.flatMap((skew) => [false, 'yesterday, or so'].map((date) => ({ skew, date, lifetime: 3 })));
    await Promise.all(
      cases.map(async (knobs) => {
        const w = await world(knobs);
        const c = client(w);
        const statuses = await use(c, 4);
        const { counts, faults } = await w.report();
        equal([statuses, faults, counts.login], [[200], [], 1], JSON.stringify(knobs));
        within(counts.refresh, 1, 5, JSON.stringify(knobs));
      }),
    );
  },

  'so it does for a JWT whose own exp is a day off': async ({ world, client }) => {
    await Promise.all(
      SKEWS.map(async (skew) => {
        const w = await world({ skew, date: false, format: 'jwt', lifetime: 3 });
        const c = client(w);
        equal(await use(c, 4), [200]);
        const { counts, faults } = await w.report();
        equal([faults, counts.login], [[], 1]);
        within(counts.refresh, 1, 5);
      }),
    );
  },

  'an absolute expiry and no Date: what cannot be known ends in an answer or an error, never in a loop': async ({
    world,
    client,
    seen,
    allowed,
  }) => {
    // A clock that is ahead, and nothing to tell: the token seems good for a day.
    allowed.push('request with an expired token');
    await Promise.all(
      SKEWS.flatMap((skew) =>
        ['access_expires_at', 'exp'].map(async (expiry) => {
          const w = await world({ skew, date: false, expiry, format: expiry === 'exp' ? 'jwt' : 'opaque', lifetime: 2 });
          const c = client(w);
          let asked = 0;
          for (const end = Date.now() + 4000; Date.now() < end; await sleep(100)) {
            asked += 1;
            const error = await inTime(
              c.fetch('data').then(
                () => undefined,
                (reason) => reason,
              ),
            );
            if (error) {
              seen.push(error);
              equal(error.code, 'token_unusable');
            }
          }
          const { counts } = await w.report();
          within(counts.login, 1, 4, `logins of ${skew} ${expiry}:`);
          within(counts.refresh, 0, 14, `refreshes of ${skew} ${expiry}:`);
          within(counts.resource, 0, 2 * asked);
        }),
      ),
    );
  },

  'our own clock jumps ahead by a day: a refresh, and all is well': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await status(c.fetch('data'));
    w.time.ahead += 86_400;
    for (let i = 0; i < 5; i += 1) await status(c.fetch('data'));
    equal(await w.counts(), { login: 1, refresh: 1, logout: 0, resource: 6, other: 0 });
    w.time.ahead -= 86_400;
    for (let i = 0; i < 5; i += 1) await status(c.fetch('data'));
    ok((await w.counts()).login === 1);
  },

  'the system clock is set while a refresh is under way: there is no second one': async ({ world, client }) => {
    const w = await world();
    const { now } = Date;
    const c = client(w, { clock: () => now() / 1000 + w.time.ahead });
    await c.token();
    await w.advance(700);
    await w.set({ hold: ['refresh'] });
    const first = c.token();
    await w.arrived('refresh', 1);
    // For this one call: others run beside.
    Date.now = () => now() + 86_400_000;
    const second = c.token();
    Date.now = now;
    await sleep(100);
    await w.release();
    equal(await inTime(first), await inTime(second));
    const { login, refresh } = await w.counts();
    equal([login, refresh], [1, 1]);
  },

  'the token expires between two looks at it: a refresh, and no error': async ({ world, client }) => {
    const w = await world({ grace: 3600 });
    for (let i = 0; i < 40; i += 1) {
      // A clock that goes on whenever it is looked at.
      let [ahead, step] = [0, 0];
      const c = client(w, { clock: () => ((ahead += step), Date.now() / 1000 + ahead) });
      await c.token();
      [ahead, step] = [594 + i / 40, 0.1];
      await inTime(c.token());
      step = 0;
      await c.dispose();
    }
  },

  'it jumps back by a day: the server’s 401 is enough': async ({ world, client, status, allowed }) => {
    allowed.push('request with an expired token');
    const w = await world({ lifetime: 2 });
    const c = client(w);
    await status(c.fetch('data'));
    w.time.ahead -= 86_400;
    await sleep(2200);
    await status(c.fetch('data'));
    const { login, refresh } = await w.counts();
    equal([login, refresh], [1, 1]);
  },
};
