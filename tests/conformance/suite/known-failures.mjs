// Failures of other libraries that no single token shows.
import { equal, ok, refuses, rejectsOption, show, thrown } from './harness.mjs';
import { leak, visible } from './hygiene.mjs';

export function failureTests(t) {
  const { x } = t;

  t.test(
    'known failures/no fetch for jku, x5u or iss',
    async () => {
      const original = globalThis.fetch;
      let calls = 0;
      globalThis.fetch = () => {
        calls++;
        throw new Error('no network here');
      };
      try {
        const verifier = t.verifier();
        verifier.verify(x.jku);
        await verifier.verifyAsync(x.jku);
        const other = t.verifier({ keys: { secret: `${x.secretText}!` } });
        refuses(() => other.verify(x.jku), 'signature_invalid');
        await other.verifyAsync(x.jku).catch(() => {});
        t.tw.decodeUnverified(x.jku);
      } finally {
        globalThis.fetch = original;
      }
      equal(calls, 0);
    },
    { cve: 'CVE-2026-32301' },
  );

  for (const [name, pattern] of [
    ['issuer', /^a+$/],
    ['audience', /(a+)+!/],
    ['subject', /x/g],
    ['audience', [/x/y]],
  ]) {
    t.test(
      `known failures/no RegExp as ${name} ${show(pattern?.source)}`,
      () => {
        rejectsOption(() => t.verifier({ [name]: pattern }), name);
      },
      { cve: ['CVE-2026-35041 / GHSA-cjw9-ghj4-fwxf', 'CVE-2026-35040 / GHSA-3j8v-cgw4-2g6q'] },
    );
  }
  t.test(
    'known failures/a long value is compared at once',
    () => {
      const started = t.milliseconds();
      refuses(
        () => t.verifier({ issuer: ['(a+)+$', '^(a|a)*$', 'aaaa'], maxTokenBytes: 200_000 }).verify(x.redos),
        'claim_mismatch',
        'iss',
      );
      ok(t.milliseconds() - started < 2000, 'within 2 s', t.milliseconds() - started);
    },
    { cve: 'CVE-2026-35041 / GHSA-cjw9-ghj4-fwxf' },
  );

  const pollution = { cve: 'CVE-2024-34273 (njwt #105)' };
  const clean = () => {
    equal({}.polluted, undefined);
    equal({}.admin, undefined);
    equal(Object.prototype.polluted, undefined);
    equal([].polluted, undefined);
  };
  for (const how of ['verify', 'decodeUnverified']) {
    t.test(
      `known failures/__proto__ members, ${how}`,
      () => {
        let result;
        try {
          result = how === 'verify' ? t.verifier().verify(x.proto) : t.tw.decodeUnverified(x.proto);
        } catch (error) {
          // To refuse such a token is as good.
          equal(error.code, 'token_malformed');
        }
        clean();
        for (const object of [result?.claims, result?.header]) {
          if (!object) continue;
          equal(object.polluted, undefined);
          equal(object.admin, undefined);
          ok(Object.getPrototypeOf(object) === Object.prototype || Object.getPrototypeOf(object) === null, 'an ordinary object');
        }
      },
      pollution,
    );
  }
  t.test(
    'known failures/claims are not inherited from __proto__',
    () => {
      const error = thrown(() => t.verifier().verify(x.protoOnly));
      ok(error.code === 'claim_missing' || error.code === 'token_malformed', 'claim_missing', error.code);
      clean();
    },
    pollution,
  );
  t.test(
    'known failures/a polluted Object.prototype adds no option',
    () => {
      Object.prototype.audience = false;
      try {
        let outcome;
        try {
          t.verifier().verify(x.lookalikes[0].token);
          outcome = 'ok';
        } catch (error) {
          outcome = error.code ?? error.name;
        }
        ok(outcome === 'claim_mismatch' || outcome === 'TypeError', 'claim_mismatch', outcome);
      } finally {
        delete Object.prototype.audience;
      }
    },
    pollution,
  );

  t.test(
    'known failures/an error does not tell the right signature',
    () => {
      const right = x.good.split('.')[2];
      const error = refuses(() => t.verifier().verify(x.wrongMac), 'signature_invalid');
      ok(!visible(error, t.inspect).includes(right), 'no signature in the error');
      equal(leak(visible(error, t.inspect), { token: x.good, keys: [x.secretText] }), undefined);
    },
    { cve: 'CVE-2019-7644' },
  );

  t.test(
    'known failures/nothing is logged',
    async () => {
      const names = ['log', 'info', 'warn', 'error', 'debug', 'trace'];
      const originals = names.map((name) => console[name]);
      const lines = [];
      for (const name of names) console[name] = (...args) => lines.push(args.map(String).join(' '));
      try {
        const tokens = [x.wrongMac, x.expired, x.notJson, 'a.b.c', 'a'.repeat(17_000), x.rs256, undefined, 7];
        for (const token of tokens) {
          thrown(() => t.verifier().verify(token));
          thrown(() => t.verifier().verifyRequest({ headers: { authorization: `Bearer ${token}` } }));
          await t
            .verifier()
            .verifyAsync(token)
            .catch(() => {});
          t.tw.verifyApiKey(token, token);
        }
        thrown(() => t.verifier({ keys: { secret: 'short' } }));
      } finally {
        names.forEach((name, i) => (console[name] = originals[i]));
      }
      equal(lines, []);
    },
    { cve: 'CVE-2022-39304, CVE-2026-44883' },
  );
}
