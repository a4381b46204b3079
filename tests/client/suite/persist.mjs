// Tokens kept outside of memory, sealed: what the store sees, and clients that share it.
import { equal, inTime, ok, sleep, until, within } from './setup.mjs';

const newKey = (usages = ['encrypt', 'decrypt']) => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, usages);

/** A store in memory that remembers all it was given. */
function newStore() {
  const store = {
    saved: undefined,
    seen: [],
    removed: 0,
    load: () => store.saved,
    save: async (sealed) => {
      store.seen.push(sealed);
      store.saved = sealed;
    },
    remove: () => {
      store.removed += 1;
      store.saved = undefined;
    },
  };
  return store;
}

/** One at a time, as a lock of several workers would have it. */
function newLock() {
  let last = Promise.resolve();
  return (_, work) => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

const persistOf = (key, { load, save, remove }) => ({ key, load, save, remove });

export const persistScenarios = {
  'the store sees sealed bytes only, another each time': async ({ world, client, status }) => {
    const w = await world({ format: 'jwt' });
    const store = newStore();
    const c = client(w, { persist: persistOf(await newKey(), store) });
    await status(c.fetch('data'));
    for (let i = 0; i < 3; i += 1) {
      await w.advance(400);
      await status(c.fetch('data'));
      await until(() => store.seen.length === i + 2);
    }
    const { secrets } = await w.report();
    for (const sealed of store.seen) {
      ok(sealed instanceof Uint8Array, 'bytes');
      const text = Array.from(sealed, (byte) => String.fromCharCode(byte)).join('');
      ok(
        secrets.every((secret) => !text.includes(secret.slice(-16))),
        'a token in the clear',
      );
      ok(!text.includes('token'), 'a name in the clear');
    }
    equal(new Set(store.seen.map((sealed) => sealed.subarray(0, 12).join())).size, store.seen.length, 'initialization vectors');
  },

  'a client that is started again goes on where it was': async ({ world, client, status }) => {
    const w = await world();
    const store = newStore();
    const persist = persistOf(await newKey(), store);
    const first = client(w, { persist });
    await status(first.fetch('data'));
    await first.dispose();
    ok(store.saved !== undefined, 'it stays when the client is disposed of');
    const second = client(w, { persist });
    await status(second.fetch('data'));
    equal(
      second.told('adopt').map(({ from }) => from),
      ['persist'],
    );
    within(second.expiresIn, 590, 600);
    // Also when the access token has expired meanwhile.
    await second.dispose();
    await w.advance(700);
    const third = client(w, { persist });
    await status(third.fetch('data'));
    equal(await w.counts(), { login: 1, refresh: 1, logout: 0, resource: 3, other: 0 });
  },

  'workers that share a store and a lock make one login, and one refresh per lifetime': async ({ world, client, status }) => {
    const w = await world({ delay: { refresh: 30, login: 30 } });
    const options = { persist: persistOf(await newKey(), newStore()), lock: newLock() };
    const workers = Array.from({ length: 5 }, () => client(w, options));
    const all = () => Promise.all(workers.flatMap((c) => Array.from({ length: 10 }, () => status(c.fetch('data')))));
    await all();
    for (let i = 1; i <= 3; i += 1) {
      // Too late for all of them, so that all wait.
      await w.advance(700);
      await all();
      equal((await w.counts()).refresh, i);
    }
    const { counts, mostAtOnce } = await w.report();
    equal([counts.login, mostAtOnce.refresh], [1, 1]);
  },

  'within the margin too': async ({ world, client, status }) => {
    const w = await world({ delay: { refresh: 30 } });
    const options = { persist: persistOf(await newKey(), newStore()), lock: newLock() };
    const workers = Array.from({ length: 3 }, () => client(w, options));
    for (const c of workers) await status(c.fetch('data'));
    await w.advance(350);
    await Promise.all(workers.map((c) => status(c.fetch('data'))));
    await until(() => workers.every((c) => c.state === 'fresh'));
    equal((await w.counts()).refresh, 1);
  },

  'logout forgets what was kept, also what an earlier run has kept': async ({ world, client, status }) => {
    const w = await world();
    const store = newStore();
    const persist = persistOf(await newKey(), store);
    const first = client(w, { persist });
    await status(first.fetch('data'));
    await first.dispose();
    const second = client(w, { persist });
    equal(await inTime(second.logout()), true);
    equal([store.saved, store.removed, (await w.counts()).logout], [undefined, 1, 1]);
  },

  'what cannot be opened is not used': async ({ world, client, status }) => {
    const w = await world();
    const store = newStore();
    const first = client(w, { persist: persistOf(await newKey(), store) });
    await status(first.fetch('data'));
    await first.dispose();
    const good = store.saved;
    const turned = good.slice();
    turned[20] ^= 1;
    let logins = 1;
    for (const saved of [good, turned, good.slice(0, 11), good.slice(0, 40), new Uint8Array(), new Uint8Array(100)]) {
      store.saved = saved;
      const c = client(w, { persist: persistOf(await newKey(), store) });
      await status(c.fetch('data'));
      equal((await w.counts()).login, (logins += 1));
    }
  },

  'it is of one issuer: what was saved for another is not used, and not sent': async ({ world, client, status }) => {
    const w = await world();
    const grants = (issuer) => {
      const ask = (name) =>
        Object.assign(
          async ({ fetch, refreshToken }) =>
            fetch(`${w.url}${name}`, {
              method: 'POST',
              body: JSON.stringify({ user: 'ann', password: 'right', refresh_token: refreshToken }),
              headers: { 'content-type': 'application/json' },
            }),
          { issuer },
        );
      return { login: ask('login'), refresh: ask('refresh'), logout: ask('logout') };
    };
    const login = { url: 'login', body: { user: 'ann', password: 'right' } };
    const cases = [
      [{}, { refresh: `${w.otherUrl}refresh` }],
      [{}, { logout: `${w.otherUrl}logout` }],
      [{ login }, { login: { ...login, url: 'login?tenant=b' } }],
      [grants('https://one.example'), grants('https://two.example')],
      [grants('["a","b"]'), grants('a,b')],
    ];
    for (const [first, second] of cases) {
      const store = newStore();
      const persist = persistOf(await newKey(), store);
      const one = client(w, { persist, ...first });
      await one.token();
      await one.dispose();
      await w.advance(700); // so that whoever took it over would send the refresh token
      const before = (await w.report()).log.length;
      const other = client(w, { persist, ...second });
      await other.token();
      equal(other.told('adopt'), []);
      const sent = (await w.report()).log.slice(before);
      ok(
        sent.every(({ body }) => !body.includes('rt-')),
        'a refresh token of another issuer was sent',
      );
    }
    // The same one is.
    const persist = persistOf(await newKey(), newStore());
    await client(w, { persist, ...grants('https://one.example') }).token();
    const again = client(w, { persist, ...grants('https://one.example') });
    await status(again.fetch('data'));
    equal(again.told('adopt').length, 1);
  },

  'sealed bytes of another user, under the same key and name, are not taken over': async ({ world, client }) => {
    const w = await world();
    const key = await newKey();
    const users = [newStore(), newStore()];
    // Whoever has tokens takes over what continues them, and nothing else.
    const clients = users.map((store) => client(w, { login: 'login', persist: persistOf(key, store) }));
    for (const c of clients) await c.login({ user: 'ann', password: 'right' });
    [users[0].saved, users[1].saved] = [users[1].saved, users[0].saved];
    await w.advance(700);
    for (const c of clients) await c.token();
    equal(
      clients.map((c) => c.told('adopt').length),
      [0, 0],
    );
    const { counts, log } = await w.report();
    const sent = log.filter(({ endpoint }) => endpoint === 'refresh').map(({ body }) => body);
    equal([counts.refresh, new Set(sent).size], [2, 2]);
    // One that is started again knows whom its login is for.
    const [ann, bob] = ['ann', 'bob'].map((user) => ({ login: { url: 'login', body: { user, password: 'right' } } }));
    const store = newStore();
    const first = client(w, { ...ann, persist: persistOf(key, store) });
    await first.token();
    await first.dispose();
    const { saved } = store;
    const second = client(w, { ...bob, persist: persistOf(key, store) });
    await second.token().catch(() => {});
    equal(second.told('adopt'), []);
    store.saved = saved;
    const third = client(w, { ...ann, persist: persistOf(key, store) });
    await third.token();
    equal(third.told('adopt').length, 1);
  },

  'a save that comes late does not replace a newer one, nor a removal the next session': async ({ world, client }) => {
    const w = await world();
    const store = newStore();
    const key = await newKey();
    let slow = 0;
    const late = (work) => (slow > 0 ? ((slow -= 1), sleep(600).then(work)) : work());
    const persist = { key, load: store.load, save: (sealed) => late(() => store.save(sealed)), remove: () => late(() => store.remove()) };
    const c = client(w, { persist, timeout: 0.2 });
    slow = 1;
    await c.token();
    await w.advance(700);
    const newest = await c.token();
    await sleep(700);
    const again = client(w, { persist });
    equal(await again.token(), newest);
    equal((await w.counts()).login, 1);
    slow = 1;
    await c.logout();
    await c.login();
    await sleep(700);
    ok(store.saved !== undefined, 'the new session was removed');
  },

  'it is of one API and one name': async ({ world, client, status }) => {
    const [here, there] = [await world(), await world()];
    const store = newStore();
    const key = await newKey();
    const c = client(here, { persist: persistOf(key, store) });
    await status(c.fetch('data'));
    const { saved } = store;
    for (const [w, name] of [
      [there, undefined],
      [here, 'other'],
    ]) {
      store.saved = saved;
      const other = client(w, { persist: persistOf(key, store), name });
      await status(other.fetch('data'));
      equal(other.told('adopt'), []);
    }
  },

  'a store that fails stops nothing': async ({ world, client, status }) => {
    const w = await world();
    const broken = () => Promise.reject(new Error('broken'));
    const thrower = () => {
      throw new Error('broken');
    };
    for (const [load, save, remove] of [
      [broken, broken, broken],
      [thrower, thrower, thrower],
    ]) {
      const c = client(w, { persist: { key: await newKey(), load, save, remove } });
      await status(c.fetch('data'));
      equal(await inTime(c.logout()), true);
      equal(
        c.told('persist').map(({ action }) => action),
        ['load', 'save', 'remove'],
      );
    }
    for (const key of [broken, await newKey(['encrypt']), await newKey(['decrypt'])]) {
      const store = newStore();
      const c = client(w, { persist: persistOf(key, store) });
      await status(c.fetch('data'));
      ok(c.state === 'fresh', c.state);
    }
  },

  'a store that hangs delays nobody for ever': async ({ world, client, status }) => {
    const w = await world();
    const hang = () => new Promise(() => {});
    const c = client(w, { persist: { key: await newKey(), load: hang, save: hang, remove: hang }, timeout: 0.3 });
    await status(c.fetch('data'));
    await inTime(c.logout());
    equal(
      c.told('persist').map(({ action }) => action),
      ['load', 'save', 'remove'],
    );
  },

  'a lock that misbehaves: the work is done once, and what came of it counts': async ({ world, client, status, refuses }) => {
    const w = await world();
    const locks = [
      async (_, work) => [await work(), await work()][0],
      async (_, work) =>
        work().then(() => {
          throw new Error('it cannot be let go of');
        }),
      async (_, work) => void work(),
      async (_, work) => {
        work();
        throw new Error('it was lost');
      },
    ];
    for (const lock of locks) {
      const c = client(w, { lock });
      await status(c.fetch('data'));
      await w.advance(700);
      await status(c.fetch('data'));
    }
    const { login, refresh } = await w.counts();
    equal([login, refresh], [locks.length, locks.length]);
    for (const lock of [
      async () => {},
      async () => {
        throw new Error('away');
      },
      () => {
        throw new Error('away');
      },
    ])
      await refuses(client(w, { lock }).token(), 'refresh_failed');
    equal((await w.counts()).login, locks.length);
  },

  'a logout while it waits for the lock: what others keep meanwhile is not taken over': async ({ world, client, refuses }) => {
    const w = await world();
    const persist = persistOf(await newKey(), newStore());
    let [turn, free] = [Promise.resolve()];
    const c = client(w, { persist, timeout: 0.3, lock: async (_, work) => (await turn, work()) });
    await c.token();
    await w.advance(700);
    turn = new Promise((resolve) => (free = resolve));
    const waiting = refuses(c.token(), 'logged_out');
    await inTime(c.logout());
    await client(w, { persist }).token();
    free();
    await waiting;
    await sleep(50);
    equal([c.state, c.told('adopt')], ['empty', []]);
  },

  'a logout while it is being saved leaves nothing': async ({ world, client, status }) => {
    const w = await world();
    const store = newStore();
    const slow = { ...persistOf(await newKey(), store), save: (sealed) => sleep(100).then(() => store.save(sealed)) };
    const c = client(w, { persist: slow });
    const asked = status(c.fetch('data')).catch(() => {});
    await w.arrived('login', 1);
    await inTime(c.logout());
    await asked;
    await sleep(200);
    equal(store.saved, undefined);
  },

  'also one that does not wait for it': async ({ world, client, refuses }) => {
    const w = await world();
    const store = newStore();
    let saving = false;
    const slow = { ...persistOf(await newKey(), store), save: (sealed) => ((saving = true), sleep(200).then(() => store.save(sealed))) };
    const c = client(w, { persist: slow });
    const asked = refuses(c.token(), 'logged_out');
    await until(() => saving);
    await c.logout({ signal: AbortSignal.abort() });
    await asked;
    await sleep(300);
    equal([store.seen.length, store.saved], [1, undefined]);
  },
};
