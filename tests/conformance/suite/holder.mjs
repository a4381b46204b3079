// TokenHolder: memory only; fresh, refresh, expired; nothing shows.
import { describe, equal, label, ok, refuses, rejectsOption, thrown } from './harness.mjs';
import { leak, visible } from './hygiene.mjs';

const REFRESH = 'refresh-token-a81b2c3d4e5f60718293';

export function holderTests(t) {
  const { x } = t;
  const { TokenHolder } = t.tw;
  const timed = (options = {}) => {
    const time = { now: t.now };
    return { time, holder: new TokenHolder({ clock: () => time.now, ...options }) };
  };

  t.test('holder/empty', () => {
    const { holder } = timed();
    equal(holder.state, 'empty');
    refuses(() => holder.authorization(), 'token_missing');
    equal(holder.exposeRefreshToken(), undefined);
    equal(holder.expiresIn, undefined);
    holder.clear();
    equal(holder.state, 'empty');
  });
  const forms = [
    ['expires_in', { expires_in: 600 }],
    ['access_expires_at', { access_expires_at: new Date((t.now + 600) * 1000).toISOString().replace('.000', '') }],
    [
      'access_expires_at with offset',
      { access_expires_at: new Date((t.now + 600 + 7200) * 1000).toISOString().replace('.000Z', '+02:00') },
    ],
  ];
  for (const [id, expiry] of forms) {
    t.test(`holder/states by ${id}`, () => {
      const { holder, time } = timed();
      holder.set({ access_token: x.good, refresh_token: REFRESH, ...expiry });
      for (const [after, state, left] of [
        [0, 'fresh', 600],
        [299, 'fresh', 301],
        [300, 'refresh', 300],
        [599, 'refresh', 1],
        [600, 'expired', 0],
        [601, 'expired', -1],
      ]) {
        time.now = t.now + after;
        equal([holder.state, holder.expiresIn], [state, left]);
        if (state === 'expired') refuses(() => holder.authorization(), 'token_expired');
        else equal(holder.authorization(), `Bearer ${x.good}`);
        equal(holder.exposeRefreshToken(), REFRESH);
      }
    });
  }
  t.test("holder/states by the token's exp", () => {
    const { holder, time } = timed({ margin: 60 });
    holder.set({ access_token: x.good });
    equal([holder.state, holder.expiresIn], ['fresh', 300]);
    time.now += 240;
    equal(holder.state, 'refresh');
    time.now += 60;
    equal(holder.state, 'expired');
    equal(holder.exposeRefreshToken(), undefined);
  });
  t.test('holder/margin zero', () => {
    const { holder, time } = timed({ margin: 0 });
    holder.set({ access_token: x.good, expires_in: 10 });
    time.now += 9;
    equal(holder.state, 'fresh');
    time.now += 1;
    equal(holder.state, 'expired');
  });
  t.test('holder/set again', () => {
    const { holder, time } = timed();
    holder.set({ access_token: x.good, refresh_token: REFRESH, expires_in: 1000 });
    time.now += 2000;
    holder.set({ access_token: x.other, refresh_token: 'second-refresh-token', expires_in: 1000 });
    equal(holder.authorization(), `Bearer ${x.other}`);
    equal(holder.exposeRefreshToken(), 'second-refresh-token');
    equal(holder.state, 'fresh');
  });
  t.test('holder/clear', () => {
    const { holder } = timed();
    holder.set({ access_token: x.good, refresh_token: REFRESH, expires_in: 1000 });
    holder.clear();
    equal(holder.state, 'empty');
    equal(holder.exposeRefreshToken(), undefined);
    equal(holder.expiresIn, undefined);
    refuses(() => holder.authorization(), 'token_missing');
    equal(leak(visible(holder, t.inspect), { token: x.good, keys: [REFRESH] }), undefined);
    holder.clear();
    holder.set({ access_token: x.good, expires_in: 1000 });
    equal(holder.authorization(), `Bearer ${x.good}`);
  });
  t.test('holder/opaque access tokens', () => {
    const { holder } = timed();
    holder.set({ access_token: 'opaque-access-token-1234567890', expires_in: 1000 });
    equal(holder.authorization(), 'Bearer opaque-access-token-1234567890');
  });
  t.test('holder/holders are apart', () => {
    const all = Array.from({ length: 50 }, () => timed().holder);
    for (const [i, holder] of all.entries()) holder.set({ access_token: `opaque-access-token-${i}`, expires_in: 1000 });
    all[7].clear();
    for (const [i, holder] of all.entries()) {
      if (i === 7) equal(holder.state, 'empty');
      else equal(holder.authorization(), `Bearer opaque-access-token-${i}`);
    }
  });
  t.test('holder/shows its state only', () => {
    const { holder } = timed();
    holder.set({ access_token: x.good, refresh_token: REFRESH, expires_in: 1000 });
    const secrets = { token: x.good, keys: [REFRESH], claims: { canary: t.canary } };
    equal(leak(visible(holder, t.inspect), secrets), undefined);
    equal(leak(visible({ deep: [{ holder }] }, t.inspect), secrets), undefined);
    ok(JSON.stringify(holder).includes('fresh'), 'the state in JSON', JSON.stringify(holder));
    equal(leak(`${holder}`, secrets), undefined);
    equal(leak(JSON.stringify({ ...holder }), secrets), undefined);
    equal(leak(JSON.stringify(Object.entries(holder)), secrets), undefined);
    let clone;
    try {
      clone = structuredClone(holder);
    } catch {
      // It cannot be cloned: as good.
    }
    equal(leak(visible(clone, t.inspect), secrets), undefined);
  });
  t.test('holder/errors show no token', () => {
    const { holder, time } = timed();
    holder.set({ access_token: x.good, refresh_token: REFRESH, expires_in: 10 });
    time.now += 100;
    const error = refuses(() => holder.authorization(), 'token_expired');
    equal(leak(visible(error, t.inspect), { token: x.good, keys: [REFRESH] }), undefined);
  });
  t.test('holder/leeway', () => {
    const { holder, time } = timed({ leeway: 5 });
    holder.set({ access_token: x.good, expires_in: 1000 });
    time.now += 994;
    equal(holder.state, 'refresh');
    time.now += 1;
    equal([holder.state, holder.expiresIn], ['expired', 5]);
    refuses(() => holder.authorization(), 'token_expired');
    // Never more than a quarter of the lifetime.
    holder.set({ access_token: x.good, expires_in: 8 });
    time.now += 5;
    equal(holder.state, 'refresh');
    time.now += 1;
    equal(holder.state, 'expired');
  });
  t.test('holder/a late response changes nothing', () => {
    const { holder } = timed();
    const { generation } = holder;
    equal(holder.set({ access_token: x.good, refresh_token: REFRESH, expires_in: 1000 }, { generation }), true);
    equal(holder.set({ access_token: x.other, refresh_token: 'late', expires_in: 1000 }, { generation }), false);
    equal([holder.authorization(), holder.exposeRefreshToken()], [`Bearer ${x.good}`, REFRESH]);
    const before = holder.generation;
    holder.clear();
    equal(holder.set({ access_token: x.other, expires_in: 1000 }, { generation: before }), false);
    equal(holder.state, 'empty');
  });
  t.test('holder/both or neither', () => {
    const { holder } = timed();
    holder.set({ access_token: x.good, refresh_token: REFRESH, expires_in: 1000 });
    const { generation } = holder;
    thrown(() => holder.set({ access_token: x.other, refresh_token: 'two words', expires_in: 1000 }), 'an error');
    equal([holder.authorization(), holder.exposeRefreshToken(), holder.generation], [`Bearer ${x.good}`, REFRESH, generation]);
  });
  t.test('holder/the refresh token stays if asked', () => {
    const { holder } = timed();
    for (const [keepRefreshToken, left] of [
      [true, REFRESH],
      [false, undefined],
      [undefined, undefined],
    ]) {
      holder.set({ access_token: x.good, refresh_token: REFRESH, expires_in: 1000 });
      holder.set({ access_token: x.other, expires_in: 1000 }, { keepRefreshToken });
      equal(holder.exposeRefreshToken(), left);
    }
  });
  for (const ahead of [-86_400, -600, 600, 86_400]) {
    t.test(`holder/the server's clock is off by ${ahead} s`, () => {
      const at = (seconds) => new Date((t.now + ahead + seconds) * 1000);
      for (const date of [at(0).toUTCString(), t.now + ahead]) {
        const { holder } = timed();
        holder.set({ access_token: x.good, access_expires_at: at(600).toISOString() }, { date });
        // At most a second of doubt, on the safe side.
        ok(holder.expiresIn <= 600 && holder.expiresIn >= 599, 'corrected', String(holder.expiresIn));
      }
      const { holder } = timed();
      holder.set({ access_token: 'opaque', expires_in: 600 }, { date: at(0).toUTCString() });
      equal(holder.expiresIn, 600);
    });
  }
  t.test('holder/a lifetime counts from the question', () => {
    const { holder } = timed();
    holder.set({ access_token: 'opaque', expires_in: 600 }, { askedAt: t.now - 20 });
    equal(holder.expiresIn, 580);
    // Not from the future.
    holder.set({ access_token: 'opaque', expires_in: 600 }, { askedAt: t.now + 20 });
    equal(holder.expiresIn, 600);
  });
  t.test('holder/a date that is none is ignored', () => {
    const { holder } = timed();
    for (const date of ['yesterday', '', null, undefined, NaN, Infinity]) {
      holder.set({ access_token: x.good, access_expires_at: t.now + 600 }, { date });
      equal(holder.expiresIn, 600);
    }
  });
  t.test('holder/a refused token', () => {
    const { holder, time } = timed();
    const set = () => holder.set({ access_token: x.good, expires_in: 1000 });
    set();
    const first = holder.generation;
    equal([holder.reject(first), holder.reject(first)], ['refresh', 'refresh']);
    set();
    equal([holder.reject(first), holder.reject(holder.generation)], ['replaced', 'final']);
    time.now += 60;
    equal(holder.reject(holder.generation), 'refresh');
  });
  for (const leeway of [NaN, Infinity, -1, '5', null, {}]) {
    t.test(`holder/leeway wrong: ${label(leeway)}`, () => rejectsOption(() => new TokenHolder({ leeway }), 'leeway'));
  }
  for (const margin of [NaN, Infinity, -1, '300', null, {}]) {
    t.test(`holder/margin wrong: ${label(margin)}`, () => rejectsOption(() => new TokenHolder({ margin }), 'margin'));
  }
  t.test('holder/unknown option', () => rejectsOption(() => new TokenHolder({ margins: 5 }), 'margins'));
  t.test('holder/clock wrong', () => rejectsOption(() => new TokenHolder({ clock: 5 }), 'clock'));
  t.test('holder/no options', () => equal(new TokenHolder().state, 'empty'));

  const wrong = [
    undefined,
    null,
    7,
    'token',
    {},
    { access_token: '' },
    { access_token: 7, expires_in: 5 },
    { access_token: x.good, expires_in: NaN },
    { access_token: x.good, expires_in: Infinity },
    { access_token: x.good, expires_in: '600' },
    { access_token: x.good, access_expires_at: 'tomorrow' },
    { access_token: x.good, access_expires_at: NaN },
    { access_token: x.good, expires_in: 600, refresh_token: 7 },
    // What cannot stand in a header line (RFC 6750 section 2.1).
    { access_token: 'abc\r\nX-Injected: yes', expires_in: 600 },
    { access_token: 'two words here', expires_in: 600 },
    { access_token: 'snow☃man-token', expires_in: 600 },
  ];
  for (const [i, tokens] of wrong.entries()) {
    t.test(`holder/set wrong ${i}`, () => {
      const { holder } = timed();
      const error = thrown(() => holder.set(tokens), 'an error');
      ok(error instanceof TypeError || error instanceof t.tw.TokenError, 'a TypeError or TokenError', describe(error));
      equal(holder.state, 'empty');
      equal(leak(visible(error, t.inspect), { token: x.good, keys: [REFRESH, tokens?.access_token] }), undefined);
    });
  }
}
