// A worker whose client is made once, outside of any request, and outlives them all.
import { createApi } from './deployments-api/api.js';
import { DeploymentsClient } from './deployments-sdk/index.js';

let now = Date.now() / 1000;
const clock = () => now;
let api;
const fetch = async (url, init) => {
  api ??= await createApi({ users: { ada: 'pw' }, clock });
  return api.fetch(new Request(url, init));
};
const client = new DeploymentsClient({ baseUrl: 'https://api.example/', username: 'ada', password: 'pw', clock, fetch });
const events = [];
for (const type of ['login', 'refresh', 'logout']) client.on(type, (event) => events.push(`${type} ${event.outcome}`));

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/expired') now += 3600;
    if (pathname === '/margin') now += 660;
    if (pathname === '/end') await client[Symbol.asyncDispose]();
    const outcome = await client.listDeployments().then(
      ({ length }) => `${length} deployments`,
      ({ code }) => code,
    );
    return new Response(`${outcome}, ${events.splice(0).join(', ')}`);
  },
};
