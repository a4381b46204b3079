// Bodies that nobody reads, and the HTTP cache.
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

/** A fetch function that needs no server, and what it was asked. */
function answering() {
  const asked = {};
  const answer = async (url, init) => {
    const name = String(url).split('/').at(-1);
    (asked[name] ??= []).push(init.cache);
    return new Response(JSON.stringify({ access_token: 'at-answered', refresh_token: 'rt-answered', expires_in: 600 }), {
      headers: { 'content-type': 'application/json' },
    });
  };
  return { fetch: answer, asked };
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
      () => ({
        cancel: () => {
          throw new Error('cannot');
        },
      }),
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

  'no answer comes from an HTTP cache, which may have it for the last user': async ({ world, client, status }) => {
    for (const cacheable of ['private, max-age=60', 'max-age=60, immutable', 'private, max-age=1, stale-while-revalidate=60']) {
      const forUser = (name) => ({
        status: 200,
        headers: { 'content-type': 'application/json', 'cache-control': cacheable, etag: '"1"' },
        body: JSON.stringify({ name }),
      });
      const w = await world({ script: { resource: [forUser('ann'), forUser('bob')] } });
      const c = client(w);
      const me = async () => (await (await status(c.fetch('me'))).json()).name;
      equal(await me(), 'ann');
      await c.logout();
      await c.login();
      equal(await me(), 'bob', cacheable);
      equal((await w.counts()).resource, 2);
    }
  },

  'requests say so, and the caller has the last word': async ({ world, client, status }) => {
    const { fetch, asked } = answering();
    const w = await world();
    const c = client(w, { fetch });
    await status(c.fetch('plain'));
    await status(c.fetch(new Request(`${w.url}request`)));
    await status(c.fetch('own', { cache: 'no-cache' }));
    await status(c.fetch(new Request(`${w.url}both`), { cache: 'no-cache' }));
    await w.advance(700);
    await status(c.fetch('plain'));
    await c.logout();
    equal(asked, {
      login: ['no-store'],
      plain: ['no-store', 'no-store'],
      request: ['no-store'],
      own: ['no-cache'],
      both: ['no-cache'],
      refresh: ['no-store'],
      logout: ['no-store'],
    });
  },
};
