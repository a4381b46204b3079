/**
 * The SDK of the deployments API: for Node.js, Deno, Bun, workerd and browsers.
 *
 * @module
 */
import { ClientError, createClient } from 'tokenward/client';

export { ClientError };

/**
 * @typedef {object} Deployment
 * @property {string} id
 * @property {string} name
 * @property {string} region
 * @property {string} image
 * @property {'live' | 'building' | 'failed'} status
 * @property {string} createdAt RFC 3339
 */

/**
 * @typedef {object} Options
 * @property {string | URL} [baseUrl] where the API is, with a `/` at its end
 * @property {string | undefined} [sessionToken] for scripts, such as `process.env.DEPLOYMENTS_SESSION_TOKEN`
 * @property {boolean} [rotate] replaces the session token before it expires. The old one ends then:
 *   for a token that only this process has
 * @property {string} [username] to log in with, as soon as there is need
 * @property {string | (() => string | Promise<string>)} [password] a function is asked each time
 * @property {boolean} [logoutOnShutdown] logs out when the process or the page ends
 * @property {import('tokenward/client').RetryOptions | false} [retry] what to do on 429 and 503
 * @property {() => number} [clock] unix seconds
 */

/** The API has refused a request. Where there is no token to ask with, it is a {@link ClientError}. */
export class DeploymentsError extends Error {
  /**
   * @param {string} code stable, such as `not_found`
   * @param {number} status of HTTP
   */
  constructor(code, status) {
    super(`the deployments API answered ${status}: ${code}`);
    this.name = 'DeploymentsError';
    this.code = code;
    this.status = status;
  }
}

/**
 * A session with the deployments API. With neither a session token nor a password it waits for
 * {@link DeploymentsClient.login}.
 *
 * @example
 * ```ts
 * await using client = new DeploymentsClient({ username: 'ada', password: () => prompt('password') });
 * for (const { name, status } of await client.listDeployments()) console.log(name, status);
 * ```
 */
export class DeploymentsClient {
  #client;
  /** Whether the session is one that we began, and so one for us to end. */
  #isOwn;

  /** @param {Options} [options] */
  constructor(options = {}) {
    const { baseUrl = 'https://api.deployments.example/', sessionToken, rotate = false, username, password, ...rest } = options;
    // Whoever names a session token means it: a variable that is not set is an error, here and now.
    const isScript = 'sessionToken' in options && username === undefined;
    this.#isOwn = sessionToken === undefined;
    // Nothing is asked of the server yet. Paths are relative to `baseUrl`.
    this.#client = createClient({
      baseUrl,
      sessionToken,
      login: isScript ? undefined : loginWith(username, password),
      refresh: rotate ? undefined : 'refresh',
      rotate: rotate ? rotateAt(baseUrl) : undefined,
      logout: 'logout',
      ...rest,
    });
  }

  /**
   * @param {import('tokenward/client').WaitOptions} [options]
   * @returns {Promise<Deployment[]>}
   */
  async listDeployments(options) {
    const { deployments } = await this.#ask('deployments', { ...options });
    return deployments;
  }

  /**
   * @param {{ name: string, image: string, region?: string }} deployment
   * @param {import('tokenward/client').WaitOptions} [options]
   * @returns {Promise<Deployment>}
   */
  async createDeployment(deployment, options) {
    return this.#post('deployments', deployment, options);
  }

  /**
   * A token for a day, for a script: the `sessionToken` of another client.
   *
   * @param {import('tokenward/client').WaitOptions} [options]
   * @returns {Promise<string>}
   */
  async createSessionToken(options) {
    const { access_token: token } = await this.#post('session-tokens', {}, options);
    return token;
  }

  /** @param {{ username: string, password: string }} credentials */
  login(credentials) {
    return this.#client.login(credentials);
  }

  /** Ends the session, here and on the server. Says whether the server has confirmed it. */
  logout() {
    return this.#client.logout();
  }

  /**
   * What happens to the tokens, for monitoring: see `ClientEvent` of `tokenward/client`.
   *
   * @template {import('tokenward/client').ClientEvent['type']} Type
   * @param {Type} type
   * @param {(event: import('tokenward/client').EventOf<Type>) => void} listener
   */
  on(type, listener) {
    return this.#client.on(type, listener);
  }

  /** `'empty'`, `'fresh'`, `'refresh'` (good, but soon to be replaced) or `'expired'`. */
  get state() {
    return this.#client.state;
  }

  /** Seconds the access token has left; `undefined` if there is none. */
  get expiresIn() {
    return this.#client.expiresIn;
  }

  /** Logs out of a session that this client began, and lets go of everything. For `await using`. */
  async [Symbol.asyncDispose]() {
    try {
      if (this.#isOwn) await this.logout();
    } finally {
      await this.#client.dispose();
    }
  }

  /**
   * @param {string} path
   * @param {object} body
   * @param {import('tokenward/client').WaitOptions} [options]
   */
  #post(path, body, options) {
    const headers = { 'Content-Type': 'application/json' };
    return this.#ask(path, { method: 'POST', headers, body: JSON.stringify(body), ...options });
  }

  /**
   * @param {string} path
   * @param {RequestInit} init
   */
  async #ask(path, init) {
    const response = await this.#client.fetch(path, init);
    if (response.ok) return response.json();
    const { code = 'unknown' } = await response.json().catch(() => ({}));
    throw new DeploymentsError(code, response.status);
  }
}

/**
 * @param {string | undefined} username
 * @param {Options['password']} password
 */
function loginWith(username, password) {
  if (username === undefined) return 'login'; // what `login()` is given goes into the body
  return { url: 'login', body: async () => ({ username, password: typeof password === 'function' ? await password() : password }) };
}

/**
 * @param {string | URL} baseUrl
 * @returns {import('tokenward/client').Grant}
 */
function rotateAt(baseUrl) {
  return ({ fetch, signal, authorization = '' }) =>
    fetch(new URL('session-tokens', baseUrl).href, { method: 'POST', signal, headers: { authorization } });
}
