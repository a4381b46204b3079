// Bodies that nobody reads.
import { equal, inTime, ok } from './setup.mjs';

const later = (status = 503) => ({ status, headers: { 'retry-after': '0' }, body: 'later' });

/** A fetch function that keeps an unread clone of each response, as request mocks and loggers do. */
function keeping() {
  const kept = [];
  const keepingFetch = async (url, init) => {
    const response = await fetch(url, init);
    kept.push(response.clone());
    return response;
  };
  const letGo = () => kept.forEach((clone) => clone.body?.cancel().catch(() => {}));
  return { fetch: keepingFetch, kept, letGo };
}

export const exchangeScenarios = {
  'an unread clone of a response holds nothing up': async ({ world, client, status, refuses }) => {
    const { fetch, kept, letGo } = keeping();
    const w = await world({ script: { login: [later(429)], refresh: [later()], logout: [later()], resource: [later(), later(429)] } });
    const c = client(w, { fetch });
    try {
      await status(c.fetch('data'));
      await status(c.fetch('data?status=302&redirect=data'));
      await w.advance(700);
      await status(c.fetch('data'));
      equal(await inTime(c.logout(), 'the logout hangs'), true);
      const { counts } = await w.report();
      equal([counts.login, counts.refresh, counts.logout, counts.resource], [2, 2, 2, 6]);
      await w.set({ every: { login: { n: 1, answer: { huge: true } } } });
      await refuses(inTime(c.login(), 'an answer that is too long hangs'), 'token_unusable');
      ok(kept.length >= 12, kept.length);
    } finally {
      letGo();
    }
  },

  'a body whose cancel fails, or that has none, is no error': async ({ world, client, status }) => {
    const bodies = [
      () => ({ cancel: () => Promise.reject(new Error('cannot')) }),
      () => ({ cancel: () => { throw new Error('cannot'); } }),
      () => ({}),
      () => null,
    ];
    for (const body of bodies) {
      const w = await world();
      let isFirst = true;
      const once = async (url, init) => {
        if (!String(url).endsWith('data') || !isFirst) return fetch(url, init);
        isFirst = false;
        // As a library's own Response.
        return { status: 503, ok: false, headers: new Headers({ 'retry-after': '0' }), url: String(url), body: body() };
      };
      await status(client(w, { fetch: once }).fetch('data'));
    }
  },
};
