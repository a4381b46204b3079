// Nothing that can be printed, copied or sent to a worker holds a token.
import { equal, inTime, ok, sleep } from './setup.mjs';

/** Every own and inherited member that can be reached without calling anything. */
function reachable(value, found = new Set()) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || found.has(value)) {
    if (typeof value === 'string') found.add(value);
    return found;
  }
  found.add(value);
  for (const key of Reflect.ownKeys(value)) {
    const { value: member } = Reflect.getOwnPropertyDescriptor(value, key);
    if (found.size < 20_000) reachable(member, found);
  }
  return found;
}

export const silentScenarios = {
  'a client and a holder, printed in every way': async ({ world, client, TokenHolder, show }) => {
    const w = await world();
    const c = client(w);
    const token = await c.token();
    const holder = new TokenHolder();
    holder.set(await w.issue());
    const { secrets } = await w.report();
    ok(secrets.includes(token) && show({ token }).includes(token), 'the look would not find it');
    for (const value of [c, holder, { c, holder }, [c], new Map([[c, holder]]), c.events]) {
      for (const text of [show(value), JSON.stringify(value), String(value), `${Object.entries(value)}`]) {
        for (const secret of secrets) ok(!text?.includes(secret.slice(-24)), text);
      }
    }
    for (const value of [c, holder]) {
      const strings = [...reachable(value)].filter((each) => typeof each === 'string');
      ok(
        strings.every((each) => !secrets.some((secret) => each.includes(secret.slice(-24)))),
        'reachable',
      );
    }
    equal(JSON.parse(JSON.stringify(holder)), { state: 'fresh' });
  },

  'neither can be cloned or sent with a token in it': async ({ world, client, TokenHolder, show }) => {
    const w = await world();
    const c = client(w);
    await c.token();
    const holder = new TokenHolder();
    holder.set(await w.issue());
    const { secrets } = await w.report();
    const clean = (value) =>
      ok(
        secrets.every((secret) => !show(value).includes(secret.slice(-24))),
        'a clone holds a token',
      );
    for (const value of [c, holder, { c }, [holder]]) {
      if (typeof structuredClone === 'function') {
        try {
          clean(structuredClone(value));
        } catch (error) {
          clean(error);
        }
      }
      if (typeof MessageChannel !== 'function') continue;
      const { port1, port2 } = new MessageChannel();
      const received = [];
      port2.onmessage = ({ data }) => received.push(data);
      try {
        port1.postMessage(value);
      } catch (error) {
        clean(error);
      }
      await sleep(20);
      received.forEach(clean);
      port1.close();
      port2.close();
    }
  },

  'errors and events of everything that goes wrong': async ({ world, client, seen, allowed }) => {
    allowed.push('refresh token used again');
    const w = await world();
    const c = client(w, { timeout: 1, retry: { attempts: 2, base: 0.01 } });
    const fails = async (work) =>
      seen.push(
        await inTime(
          Promise.resolve()
            .then(work)
            .then(
              () => undefined,
              (error) => error,
            ),
        ),
      );
    for (const answer of [
      { drop: 'half' },
      { drop: 'after' },
      { merge: { access_token: 7 } },
      { merge: { expires_in: 'x' } },
      { merge: { refresh_token: 7 } },
      { status: 418 },
      { status: 200, body: 'x' },
    ]) {
      await c.login();
      await w.advance(700);
      await w.set({
        every: { refresh: { n: 1, answer } },
        script: { login: [{ ...answer, act: true }, { status: 500 }, { status: 500 }] },
      });
      await fails(() => c.token());
      await fails(() => c.fetch('data'));
      await fails(() => c.login());
      await w.set({ every: {}, script: {} });
    }
    ok(
      seen.some((error) => error instanceof Error),
      'nothing went wrong',
    );
  },

  'the global objects know of no token': async ({ world, client, status }) => {
    const w = await world();
    const c = client(w);
    await status(c.fetch('data'));
    const { secrets } = await w.report();
    const stored = ['localStorage', 'sessionStorage'].map((name) => {
      try {
        return JSON.stringify({ ...globalThis[name] });
      } catch {
        return '';
      }
    });
    const cookies = typeof document === 'object' ? document.cookie : '';
    for (const secret of secrets) ok(![...stored, cookies].some((text) => text.includes(secret)), 'stored');
  },
};
