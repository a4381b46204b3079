// API and SDK in one runtime, without a network: what both claim to do everywhere.
import { createApi } from './deployments-api/api.js';
import { DeploymentsClient } from './deployments-sdk/index.js';

/** Throws if anything is not as it must be; returns what was asked of the API. */
export async function round() {
  let now = Math.floor(Date.now() / 1000);
  const clock = () => now;
  const api = await createApi({ users: { ada: 'pw' }, clock });
  const asked = [];
  const fetch = async (url, init) => {
    asked.push(new URL(url).pathname.slice(1));
    return api.fetch(new Request(url, init));
  };
  const client = new DeploymentsClient({ baseUrl: 'https://api.example/', username: 'ada', password: 'pw', clock, fetch });
  await Promise.all([1, 2, 3].map(() => client.listDeployments()));
  now += 3600;
  await Promise.all([1, 2, 3].map(() => client.listDeployments()));
  const { name } = await client.createDeployment({ name: 'billing', image: 'billing:1' });
  if (name !== 'billing' || client.state !== 'fresh') throw new Error(`${name}, ${client.state}`);
  if ((await client.logout()) !== true) throw new Error('the logout was not confirmed');
  const late = await client.listDeployments().catch((error) => error.code);
  if (late !== 'logged_out') throw new Error(String(late));
  await client[Symbol.asyncDispose]();
  return asked.join(' ');
}
