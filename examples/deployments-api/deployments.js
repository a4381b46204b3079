// What the API is about: each user's deployments, in memory.
import { problem } from './body.js';

const STARTERS = [
  { name: 'storefront', region: 'fra1', image: 'storefront:4.12.0', status: 'live', age: 3600 * 26 },
  { name: 'checkout', region: 'fra1', image: 'checkout:2.3.1', status: 'live', age: 3600 * 5 },
  { name: 'search-index', region: 'iad1', image: 'search-index:0.9.4', status: 'failed', age: 60 * 42 },
];
const REGIONS = ['fra1', 'iad1', 'syd1'];
const MOST = 50;

/** @param {() => number} clock unix seconds */
export function createDeployments(clock) {
  const byUser = new Map();
  const entry = ({ age = 0, ...deployment }) => ({
    id: crypto.randomUUID(),
    ...deployment,
    createdAt: new Date((clock() - age) * 1000).toISOString(),
  });

  function of(user) {
    if (!byUser.has(user)) byUser.set(user, STARTERS.map(entry));
    return byUser.get(user);
  }

  return {
    list: (user) => Response.json({ deployments: of(user) }),

    create(user, { name, image, region = REGIONS[0] }) {
      const isName = typeof name === 'string' && /^[a-z][a-z0-9-]{0,39}$/.test(name);
      const isImage = typeof image === 'string' && /^[a-z0-9][\w.:/-]{0,99}$/.test(image);
      if (!isName || !isImage || !REGIONS.includes(region)) return problem(422, 'invalid_deployment');
      if (of(user).length >= MOST) return problem(409, 'too_many_deployments');
      const made = entry({ name, region, image, status: 'building' });
      of(user).unshift(made);
      return Response.json(made, { status: 201 });
    },
  };
}
