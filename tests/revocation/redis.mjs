// Over a real Redis: seen elsewhere, kept as long as needed, unreadable, and away under load.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { startRedis } from '../support/redis.mjs';
import { codeLater, fresh, inTime, mint, now, SECRET, until } from './support.mjs';

const CALLERS = 50;

export async function redisChecks({ createRevocationList, createVerifier, TokenError }, { redisStore }) {
  // What was written survives the process, as it should where revocations live.
  const redis = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
  const silent = (client) => client.on('error', () => {});
  /** As the documentation of `redisStore` says: to be told at once. */
  const ioredis = silent(new Redis(redis.url, { maxRetriesPerRequest: 0, enableOfflineQueue: false, retryStrategy: () => 50 }));
  await once(ioredis, 'ready');
  const nodeRedis = silent(createClient({ url: redis.url, disableOfflineQueue: true, socket: { reconnectStrategy: 50 } }));
  await nodeRedis.connect();
  // Node-redis sends a question again when it is back; such a one runs into the list's timeout.
  const clients = { ioredis, 'node-redis': nodeRedis };
  const stores = Object.fromEntries(Object.entries(clients).map(([label, client]) => [label, redisStore(client)]));

  const machine = (store, options = {}, more = {}) => {
    const revocation = createRevocationList({ store, ...options });
    const verifier = createVerifier({ keys: { secret: SECRET }, algorithms: ['HS256'], revocation, cache: 100, ...more });
    return { revocation, code: (token) => codeLater(TokenError, () => verifier.verifyAsync(token)) };
  };
  const signal = (name) => {
    const [, pid] = /process_id:(\d+)/.exec(execFileSync('redis-cli', ['-p', String(redis.port), 'INFO', 'server'], { encoding: 'utf8' }));
    process.kill(Number(pid), name);
    return () => process.kill(Number(pid), 'SIGCONT');
  };
  /** Callers in a loop, as long as `during` takes; what they were told, of good and of revoked tokens. */
  async function underLoad({ code }, tokens, during) {
    let running = true;
    const seen = Object.fromEntries(Object.keys(tokens).map((name) => [name, {}]));
    const caller = async (i) => {
      const [name, token] = Object.entries(tokens)[i % Object.keys(tokens).length];
      while (running) {
        const verdict = await code(token);
        seen[name][verdict] = (seen[name][verdict] ?? 0) + 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const callers = Array.from({ length: CALLERS }, (_, i) => caller(i));
    try {
      await during();
    } finally {
      running = false;
      await inTime(Promise.all(callers));
    }
    return seen;
  }
  const back = async (client) =>
    until(() =>
      (client === ioredis ? client.ping() : client.sendCommand(['PING'])).then(
        () => true,
        () => false,
      ),
    );

  const checks = {};
  for (const [label, store] of Object.entries(stores)) {
    Object.assign(checks, {
      [`${label}: elsewhere refused as soon as Redis has it: token, subject, key`]: async () => {
        const kid = fresh('key');
        const [here, there] = [1, 2].map(() => machine(store, {}, { keys: { secret: SECRET, kid } }));
        const [jti, sub] = [fresh(), fresh()];
        const tokens = [mint({ jti }), mint({ sub }), mint({})];
        for (let i = 0; i < 3; i += 1) for (const token of tokens) assert.equal(await there.code(token), 'ok');
        await here.revocation.revokeToken({ jti });
        assert.equal(await there.code(tokens[0]), 'token_revoked');
        await here.revocation.revokeSubject(sub);
        assert.equal(await there.code(tokens[1]), 'token_revoked');
        assert.equal(await there.code(tokens[2]), 'ok');
        await here.revocation.revokeKey(kid);
        assert.equal(await there.code(tokens[2]), 'token_revoked');
      },

      [`${label}: existence is known elsewhere, and a race with a revocation ends revoked`]: async () => {
        const [here, there] = [1, 2].map(() => machine(store, { mustExist: true }));
        const jti = fresh();
        assert.equal(await there.code(mint({ jti })), 'token_revoked');
        await here.revocation.register({ jti, exp: now() + 60 });
        assert.equal(await there.code(mint({ jti })), 'ok');
        for (let i = 0; i < 20; i += 1) {
          const racing = fresh();
          await Promise.all([
            there.revocation.register({ jti: racing }),
            here.revocation.revokeToken({ jti: racing }),
            there.revocation.register({ jti: racing }),
          ]);
          assert.equal(await machine(store, { mustExist: true }).code(mint({ jti: racing })), 'token_revoked');
        }
      },

      [`${label}: times of one subject, told at once by one machine, end with the latest`]: async () => {
        const { revocation } = machine(store);
        const sub = fresh();
        await Promise.all(Array.from({ length: 20 }, (_, i) => revocation.revokeSubject(sub, { since: 100 + ((i * 7) % 20) })));
        const elsewhere = machine(store);
        assert.deepEqual(
          [await elsewhere.code(mint({ sub, iat: 119 })), await elsewhere.code(mint({ sub, iat: 120 }))],
          ['token_revoked', 'ok'],
        );
        // A machine that knows nothing of it does not take it back.
        await elsewhere.revocation.revokeSubject(sub, { since: 50 });
        assert.equal(await machine(store).code(mint({ sub, iat: 119 })), 'token_revoked');
      },

      [`${label}: environments keep apart in one Redis`]: async () => {
        const of = (environment) => machine(store, { environment }, { environment, keys: { secret: SECRET, environment } });
        const [staging, production, none] = [of('staging'), of('production'), machine(store)];
        const [jti, sub] = [fresh(), fresh()];
        await staging.revocation.revokeToken({ jti });
        await staging.revocation.revokeSubject(sub);
        for (const claims of [{ jti }, { sub }]) {
          assert.deepEqual(
            [await staging.code(mint(claims)), await production.code(mint(claims)), await none.code(mint(claims))],
            ['token_revoked', 'ok', 'ok'],
          );
        }
      },
    });

    for (const onStoreError of ['reject', 'accept']) {
      checks[`${label}: killed and restarted under load, '${onStoreError}'`] = async () => {
        const here = machine(store, { onStoreError, timeout: 2 });
        const [good, before, during] = [fresh('good'), fresh('before'), fresh('during')];
        await here.revocation.revokeToken({ jti: before });
        const tokens = Object.fromEntries(Object.entries({ good, before, during }).map(([name, jti]) => [name, mint({ jti })]));
        let refused;
        const seen = await underLoad(here, tokens, async () => {
          await sleep(300);
          await redis.kill();
          // Told while Redis is away: the promise says so, and here it counts.
          await assert.rejects(inTime(here.revocation.revokeToken({ jti: during })));
          refused = await here.code(tokens.during);
          await sleep(700);
          await redis.restart();
          await back(clients[label]);
          await sleep(300);
        });
        assert.equal(refused, 'token_revoked');
        assert.deepEqual(Object.keys(seen.before), ['token_revoked'], JSON.stringify(seen));
        assert.ok(seen.good.ok > 0, JSON.stringify(seen));
        const expected = onStoreError === 'reject' ? ['ok', 'store_unavailable'] : ['ok'];
        assert.deepEqual(Object.keys(seen.good).sort(), expected, JSON.stringify(seen));
        // It was good until it was revoked, in the midst of it.
        assert.ok(seen.during.token_revoked > 0, JSON.stringify(seen));
        assert.deepEqual(
          [await here.code(tokens.good), await here.code(tokens.before), await here.code(tokens.during)],
          ['ok', 'token_revoked', 'token_revoked'],
        );
        // Elsewhere what was told before is still known, as Redis keeps it on disk; what could not be told is not, until it is told again.
        const elsewhere = machine(store, { onStoreError });
        assert.deepEqual([await elsewhere.code(tokens.before), await elsewhere.code(tokens.during)], ['token_revoked', 'ok']);
        await here.revocation.revokeToken({ jti: during });
        assert.equal(await elsewhere.code(tokens.during), 'token_revoked');
      };

      checks[`${label}: Redis hangs under load, '${onStoreError}': nobody waits longer than \`timeout\` says`] = async () => {
        const here = machine(store, { onStoreError, timeout: 0.2 });
        const [good, bad] = [fresh('good'), fresh('bad')];
        await here.revocation.revokeToken({ jti: bad });
        const tokens = { good: mint({ jti: good }), bad: mint({ jti: bad }) };
        const goOn = signal('SIGSTOP');
        try {
          const seen = await underLoad(here, tokens, () => sleep(1500));
          assert.deepEqual(Object.keys(seen.bad), ['token_revoked']);
          assert.deepEqual(Object.keys(seen.good), [onStoreError === 'reject' ? 'store_unavailable' : 'ok'], JSON.stringify(seen));
          const late = fresh('late');
          await assert.rejects(inTime(here.revocation.revokeToken({ jti: late })), /no answer/);
          assert.equal(await here.code(mint({ jti: late })), 'token_revoked');
        } finally {
          goOn();
        }
        await back(clients[label]);
        await until(async () => (await here.code(tokens.good)) === 'ok');
        assert.equal(await machine(store).code(tokens.bad), 'token_revoked');
      };
    }
  }

  return {
    ...checks,

    'Redis: entries live as long as their tokens may, and an hour': async () => {
      const { revocation } = machine(stores.ioredis);
      const left = async (work) => {
        await ioredis.flushall();
        await work();
        const keys = await ioredis.keys('*');
        return Promise.all(keys.map(async (key) => Math.ceil((await ioredis.pttl(key)) / 1000)));
      };
      const about = ([seconds, ...others], expected) =>
        assert.ok(others.length === 0 && seconds > expected - 60 && seconds <= expected + 1, `${seconds}`);
      about(await left(() => revocation.revokeToken({ jti: fresh(), exp: now() + 900 })), 4500);
      about(await left(() => revocation.register({ jti: fresh(), exp: now() + 900 })), 4500);
      about(await left(() => revocation.revokeSubject(fresh(), { keepFor: 86_400 })), 90_000);
      about(await left(() => revocation.revokeKey(fresh(), { keepFor: 86_400 })), 90_000);
      // PTTL says -1 of what stays.
      assert.deepEqual(await left(() => revocation.revokeToken({ jti: fresh() })), [-0]);
      assert.deepEqual(await left(() => revocation.revokeSubject(fresh())), [-0]);
      assert.deepEqual(await left(() => revocation.revokeKey(fresh())), [-0]);
      assert.deepEqual(await left(() => revocation.revokeToken({ jti: fresh(), exp: now() - 3601 })), []);
      assert.deepEqual(await left(() => revocation.register({ jti: fresh(), exp: now() - 3601 })), []);
    },

    'Redis: a dump of it names nobody': async () => {
      await ioredis.flushall();
      const { revocation, code } = machine(stores.ioredis);
      const claims = { jti: fresh('sentinel-jti'), sub: fresh('sentinel-sub'), iss: 'https://sentinel.example' };
      const token = mint(claims);
      await code(token);
      await revocation.revokeToken(claims);
      await revocation.register({ ...claims, jti: fresh('sentinel') });
      await revocation.revokeSubject(claims.sub);
      await revocation.revokeSubject(claims.sub, { iss: claims.iss, keepFor: 60 });
      await revocation.revokeKey('sentinel-kid');
      const keys = await ioredis.keys('*');
      assert.equal(keys.length, 5);
      const values = await ioredis.mget(keys);
      for (const key of keys) assert.match(key, /^tokenward:tokenward:-:(jti|known|sub|kid):[\w-]{43}$/);
      for (const value of values) assert.match(value, /^(revoked|exists|[\d.]+( [\d.]+)?)$/);
      const dump = [...keys, ...values].join(' ');
      for (const secret of ['sentinel', ...token.split('.'), Buffer.from(claims.sub).toString('hex')])
        assert.ok(!dump.includes(secret), secret);
    },

    'Redis: full, it refuses the write; here the token is refused all the same': async () => {
      const here = machine(stores.ioredis);
      const jti = fresh();
      await ioredis.config('SET', 'maxmemory-policy', 'noeviction');
      await ioredis.config('SET', 'maxmemory', '1');
      try {
        await assert.rejects(here.revocation.revokeToken({ jti }), /OOM/);
        assert.equal(await here.code(mint({ jti })), 'token_revoked');
        assert.equal(await here.code(mint({ jti: fresh() })), 'ok');
      } finally {
        await ioredis.config('SET', 'maxmemory', '0');
      }
      await here.revocation.revokeToken({ jti });
      assert.equal(await machine(stores.ioredis).code(mint({ jti })), 'token_revoked');
    },

    'Redis: a restart that forgets is seen elsewhere, and not where the token was revoked': async () => {
      const forgetful = await startRedis();
      const client = silent(new Redis(forgetful.url, { maxRetriesPerRequest: 0, enableOfflineQueue: false, retryStrategy: () => 50 }));
      try {
        await once(client, 'ready');
        const [here, there] = [1, 2].map(() => machine(redisStore(client)));
        const jti = fresh();
        await here.revocation.revokeToken({ jti });
        assert.equal(await there.code(mint({ jti })), 'token_revoked');
        await forgetful.kill();
        await forgetful.restart();
        await until(() =>
          client.ping().then(
            () => true,
            () => false,
          ),
        );
        assert.deepEqual([await here.code(mint({ jti })), await there.code(mint({ jti }))], ['token_revoked', 'ok']);
        await here.revocation.revokeToken({ jti });
        assert.equal(await there.code(mint({ jti })), 'token_revoked');
      } finally {
        client.disconnect();
        await forgetful.stop();
      }
    },

    'Redis stops': async () => {
      ioredis.disconnect();
      nodeRedis.destroy();
      await redis.stop();
    },
  };
}
