// The clients' own types fit the store's.
import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster } from 'redis';
import type { Store } from 'tokenward';
import { redisStore } from 'tokenward/stores/redis';

export const stores: Store[] = [
  redisStore(new Redis()),
  redisStore(new Cluster([])),
  redisStore(createClient()),
  redisStore(await createClient().connect()),
  redisStore(createCluster({ rootNodes: [] })),
  redisStore({ send: async (command: string, args: string[]) => [command, ...args] }),
];

// @ts-expect-error: not a client
redisStore({});
