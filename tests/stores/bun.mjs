// Runs the contract in Bun, over Bun's own Redis client; prints what failed, by name.
import { RedisClient } from 'bun';
import { redisStore } from 'tokenward/stores/redis';
import { contract } from './contract.mjs';

const client = new RedisClient(process.env.REDIS_URL);
const store = redisStore(client);
const results = {};
for (const [name, check] of Object.entries(contract)) {
  try {
    await check(store);
    results[name] = null;
  } catch (error) {
    results[name] = String(error?.stack ?? error);
  }
}
client.close();
console.log(JSON.stringify(results));
