// One scenario's corner of the hostile server: the tokens it has issued, by its own clock, and a
// record of whatever was sent to it.
import { createHmac, randomBytes } from 'node:crypto';

const DEFAULTS = {
  /** What access tokens look like: 'opaque' or 'jwt'. */
  format: 'opaque',
  /** Seconds. */
  lifetime: 600,
  /** Seconds that the session lasts: no access token lasts longer, and no refresh token. */
  sessionLifetime: Infinity,
  /** How the answer tells it: 'expires_in', 'access_expires_at' (RFC 3339), 'unix', 'exp' (the JWT's own) or 'none'. */
  expiry: 'expires_in',
  /** What an answer is made of: 'pair' is all of it, else the access token alone, as the member of that name. */
  shape: 'pair',
  /** Whether the refresh token is an HttpOnly cookie, and no part of an answer. */
  cookie: false,
  /** How a resource refuses a token. */
  refusal: { status: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } },
  /** Seconds that this server's clock is ahead. */
  skew: 0,
  /** The `Date` header: true (by its clock), false (none), or a text. */
  date: true,
  /** Whether a refresh replaces the refresh token; an old one used again revokes the family. */
  rotate: true,
  /** Seconds for which an old refresh token still gets an answer (RFC 9700 section 4.14.2 has none). */
  grace: 0,
  /** Milliseconds before an answer, by endpoint. */
  delay: {},
  /** Answers to the next requests, by endpoint; see answers.mjs. `null`: the usual one. */
  script: {},
  /** Answers to each nth request, by endpoint: `{ n, answer }`. */
  every: {},
  /** Endpoints whose requests wait for a `release`. */
  hold: [],
  /** Whether pages of other origins may ask it. */
  cors: false,
};
const KEY = randomBytes(32);
const base64url = (text) => Buffer.from(text).toString('base64url');

export class World {
  knobs = structuredClone(DEFAULTS);
  /** Requests of each endpoint. */
  counts = { login: 0, refresh: 0, logout: 0, resource: 0, other: 0 };
  atOnce = { login: 0, refresh: 0 };
  mostAtOnce = { login: 0, refresh: 0 };
  /** What must not be: see `note`. */
  faults = [];
  log = [];
  #access = new Map();
  #refresh = new Map();
  #held = [];

  constructor(id) {
    this.id = id;
  }

  /** This server's time in unix seconds. */
  get now() {
    return Date.now() / 1000 + this.knobs.skew;
  }

  set(knobs) {
    Object.assign(this.knobs, structuredClone(knobs));
  }

  /** A token response, `family` new unless given. */
  issue(family = { revoked: false }, lifetime = this.knobs.lifetime) {
    const { format, expiry } = this.knobs;
    const now = this.now;
    family.end ??= now + (this.knobs.sessionLifetime ?? Infinity);
    lifetime = Math.min(lifetime, family.end - now);
    const exp = expiry === 'exp' ? Math.floor(now + lifetime) : now + lifetime;
    const random = randomBytes(18).toString('hex');
    const access = format === 'jwt' ? this.#jwt(now, exp, random) : `at-${random}`;
    this.#access.set(access, { exp, family });
    const refresh = `rt-${randomBytes(18).toString('hex')}`;
    this.#refresh.set(refresh, { family });
    const told = {
      expires_in: { expires_in: lifetime },
      access_expires_at: { access_expires_at: new Date(exp * 1000).toISOString() },
      unix: { access_expires_at: exp },
      exp: {},
      none: {},
    }[expiry];
    if (this.knobs.shape !== 'pair') return { [this.knobs.shape]: access };
    return { access_token: access, token_type: 'Bearer', refresh_token: refresh, ...told };
  }

  #jwt(now, exp, jti) {
    const signed = `${base64url('{"alg":"HS256","typ":"JWT"}')}.${base64url(JSON.stringify({ sub: 'ann', jti, iat: Math.floor(now), exp: Math.floor(exp) }))}`;
    return `${signed}.${createHmac('sha256', KEY).update(signed).digest('base64url')}`;
  }

  /** The answer to a refresh token, or nothing if it is refused. */
  renew(token) {
    const held = this.#refresh.get(token);
    if (held === undefined || held.family.revoked || held.family.end <= this.now) return undefined;
    if (held.usedAt !== undefined) {
      if (this.now - held.usedAt < this.knobs.grace) return this.issue(held.family);
      held.family.revoked = true;
      this.faults.push('refresh token used again');
      return undefined;
    }
    const answer = this.issue(held.family);
    if (this.knobs.rotate) {
      held.usedAt = this.now;
    } else {
      this.#refresh.delete(answer.refresh_token);
      delete answer.refresh_token;
    }
    return answer;
  }

  logout(refresh, access) {
    const family = this.#refresh.get(refresh)?.family ?? this.#access.get(access)?.family;
    if (family) family.revoked = true;
  }

  /** Refuses every access token there is; refresh tokens stay. */
  refuseAll() {
    this.#access.forEach((held) => (held.refused = true));
  }

  revokeAll() {
    for (const { family } of this.#refresh.values()) family.revoked = true;
  }

  /** Whether a resource may be had with this token. */
  accepts(token) {
    const held = this.#access.get(token);
    return held !== undefined && !held.family.revoked && !held.refused && held.exp > this.now;
  }

  /** Records a request, with everything in it that must not be. */
  note({ endpoint, method, url, headers, body, foreign = false }) {
    this.counts[endpoint] += 1;
    const { authorization, ...rest } = headers;
    // Where else it would be a token in a header.
    if (this.knobs.cookie && !foreign) delete rest.cookie;
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    const held = this.#access.get(token);
    // What a busy machine keeps on its way for seconds was not sent with an expired token.
    const underWay = rest['x-sent-at'] === undefined ? 0 : Date.now() - Number(rest['x-sent-at']);
    const expired = held !== undefined && held.exp <= this.now - underWay / 1000;
    if (expired && endpoint === 'resource') this.faults.push('request with an expired token');
    if (authorization !== undefined && held === undefined && endpoint !== 'other') this.faults.push('request with an unknown token');
    if (authorization !== undefined && (endpoint === 'login' || endpoint === 'refresh'))
      this.faults.push(`access token sent to ${endpoint}`);
    const text = decodeURIComponent(url.replaceAll('%', '%25')) + url;
    const elsewhere = JSON.stringify(rest);
    const found = (where, tokens, what) => {
      for (const each of tokens.keys()) if (where.includes(each)) this.faults.push(what);
    };
    for (const [kind, tokens] of [
      ['access', this.#access],
      ['refresh', this.#refresh],
    ]) {
      found(text, tokens, `${kind} token in a URL`);
      found(elsewhere, tokens, `${kind} token in a header`);
      if (kind === 'refresh' && authorization) found(authorization, tokens, 'refresh token as authorization');
      if (foreign) found(`${authorization} ${body}`, tokens, `${kind} token at the other origin`);
      else if (kind === 'access' || !['refresh', 'logout'].includes(endpoint))
        found(body, tokens, `${kind} token in the body of ${endpoint}`);
    }
    this.log.push({
      endpoint,
      method,
      url,
      authorized: authorization !== undefined,
      cookie: headers.cookie,
      known: held !== undefined,
      expired,
      body: body.slice(0, 2000),
      contentType: headers['content-type'],
      foreign,
    });
    if (this.log.length > 2000) this.log.splice(0, 1000);
    return token;
  }

  hold() {
    return new Promise((resolve) => this.#held.push(resolve));
  }

  release() {
    for (const resolve of this.#held.splice(0)) resolve();
  }

  /** What the scenario gets to see; the tokens so that it can look for them in what it has. */
  report() {
    const { counts, mostAtOnce, faults, log } = this;
    const total = Object.values(counts).reduce((sum, each) => sum + each, 0);
    return {
      counts,
      total,
      mostAtOnce,
      faults: [...new Set(faults)],
      log: log.slice(-300),
      secrets: [...this.#access.keys(), ...this.#refresh.keys()],
    };
  }
}
