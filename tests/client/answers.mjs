// What the hostile server answers: as it should, or as a scenario's script says.
//
// An answer of a script: { status, headers, body, delay, type } instead of the usual one, and
//   drop: 'before'   the connection is cut, nothing was done
//         'after'    it was done (a refresh token is used up), and no byte of the answer leaves
//         'half'     the same, and half of the answer's body leaves
//   act: true        the usual is done, though something else is answered
//   merge: {...}     members over those of the usual JSON answer; null takes one away
//   lifetime: -5     seconds of the token that is issued
//   hang: true       no answer at all
//   huge: true       a body that is far too long
//   stall: true      its body never ends
import { pipeline, Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const json = (status, value, headers = {}) => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(value),
});

/** The next answer that the scenario wants in place of the usual one. */
function scripted(world, endpoint) {
  const { script, every } = world.knobs;
  const next = script[endpoint]?.shift();
  if (next !== undefined) return next;
  const nth = every[endpoint];
  return nth && world.counts[endpoint] % nth.n === 0 ? nth.answer : null;
}

/** Answers a request to `endpoint`; it has been recorded already. */
export async function answer(world, endpoint, question, response) {
  const special = scripted(world, endpoint);
  if (endpoint in world.atOnce) {
    world.atOnce[endpoint] += 1;
    world.mostAtOnce[endpoint] = Math.max(world.mostAtOnce[endpoint], world.atOnce[endpoint]);
  }
  try {
    if (world.knobs.hold.includes(endpoint)) await world.hold();
    const delay = special?.delay ?? world.knobs.delay[endpoint] ?? 0;
    if (delay > 0) await sleep(delay);
    await respond(world, endpoint, question, response, special);
  } finally {
    if (endpoint in world.atOnce) world.atOnce[endpoint] -= 1;
  }
}

async function respond(world, endpoint, question, response, special) {
  const does =
    special === null ||
    ['after', 'half'].includes(special.drop) ||
    special.act ||
    special.merge ||
    special.lifetime !== undefined ||
    (special.delay && !special.status);
  const usual = does ? USUAL[endpoint](world, question, special) : undefined;
  if (special?.drop === 'before' || special?.drop === 'after') return response.destroy();
  if (special?.hang) return undefined;
  let { status, headers, body } = usual ?? { status: 200, headers: {}, body: '' };
  if (special?.status) ({ status = 200, headers = {}, body = '' } = special);
  if (special?.type) headers['content-type'] = special.type;
  if (special?.merge) {
    const merged = { ...JSON.parse(body), ...special.merge };
    for (const [name, value] of Object.entries(merged)) if (value === null) delete merged[name];
    body = JSON.stringify(merged);
  }
  const { date } = world.knobs;
  response.sendDate = false;
  if (date) response.setHeader('date', date === true ? new Date(world.now * 1000).toUTCString() : date);
  response.writeHead(status, headers);
  if (special?.huge) return flood(response);
  if (special?.stall) return response.write(body);
  if (special?.drop === 'half') {
    response.write(body.slice(0, body.length / 2));
    await sleep(50); // so that it leaves
    return response.destroy();
  }
  return response.end(question.method === 'HEAD' || status === 204 || status === 304 ? undefined : body);
}

/** 64 MiB, unless the reader hangs up before. */
function flood(response) {
  const parts = (function* () {
    yield '{"access_token":"';
    for (let i = 0; i < 1024; i += 1) yield 'x'.repeat(65_536);
    yield '"}';
  })();
  pipeline(Readable.from(parts), response, () => {});
}

/** A token response; with the refresh token as a cookie, if the world has it so. */
function tokens(world, issued) {
  if (!world.knobs.cookie) return json(200, issued);
  const { refresh_token, ...rest } = issued;
  return json(200, rest, { 'set-cookie': `rt=${refresh_token}; HttpOnly; SameSite=Strict; Path=/w/${world.id}/` });
}

/** The refresh token of a request: in the body, or in the cookie alone. */
const refreshTokenOf = (world, { fields, headers }) =>
  world.knobs.cookie ? /(?:^|; )rt=([^;]*)/.exec(headers.cookie ?? '')?.[1] : fields.refresh_token;

const refused = () => json(400, { error: 'invalid_grant', error_description: 'the token was refused' });

const USUAL = {
  login(world, { fields }, special) {
    if (fields.password !== 'right') return json(401, { error: 'invalid_credentials' });
    return tokens(world, world.issue(undefined, special?.lifetime));
  },
  refresh(world, question, special) {
    const renewed = world.renew(refreshTokenOf(world, question));
    if (renewed === undefined) return refused();
    return tokens(world, special?.lifetime === undefined ? renewed : world.issue(undefined, special.lifetime));
  },
  logout(world, question) {
    world.logout(refreshTokenOf(world, question), question.token);
    const cookie = world.knobs.cookie && { 'set-cookie': `rt=; Max-Age=0; HttpOnly; Path=/w/${world.id}/` };
    return { status: 204, headers: { ...cookie }, body: '' };
  },
  /** Says what it got. `redirect` in the query sends elsewhere, with or without a token. */
  resource(world, { method, token, query, raw, contentType, headers }) {
    const to = query.get('redirect');
    if (to !== null) return { status: Number(query.get('status') ?? 302), headers: { location: to }, body: '' };
    if (!world.accepts(token)) {
      const { status, headers: more } = world.knobs.refusal;
      return json(status, { type: 'about:blank', status }, more);
    }
    return json(200, { ok: true, method, length: raw.length, body: raw.toString('base64'), contentType, x: headers['x-mine'] ?? null });
  },
  other: () => json(200, { elsewhere: true }),
};
