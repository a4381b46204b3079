// What `--break` puts in the place of the client and of the server: written without care, as many
// are. The demo must notice.

/** Takes any refresh token any number of times, and only says that it has logged out. */
export function carelessServer(handler) {
  const answers = new Map();
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/logout') return new Response(null, { status: 204 });
    if (pathname !== '/refresh') return handler(request);
    const body = await request.clone().text();
    if (!answers.has(body)) {
      const response = await handler(request);
      answers.set(body, { text: await response.text(), status: response.status });
    }
    const { text, status } = answers.get(body);
    return new Response(text, { status, headers: { 'content-type': 'application/json' } });
  };
}

/** Has the shape of the SDK, and none of its patience. */
export class CarelessClient {
  #options;
  #token;
  #listeners = new Map();

  constructor(options) {
    this.#options = options;
    this.#token = options.sessionToken;
  }

  get state() {
    return this.#token === undefined ? 'empty' : 'fresh';
  }

  on(type, listener) {
    this.#listeners.set(type, listener);
  }

  async login() {
    const { username, password, baseUrl } = this.#options;
    const answer = await this.#post('login', { username, password }, baseUrl);
    this.#token = answer.access_token;
    this.#listeners.get('login')?.({ type: 'login', token: this.#token });
  }

  /** Every caller for itself, with what token there is, and once more if it is refused. */
  async listDeployments() {
    if (this.#token === undefined) await this.login();
    let response = await this.#send();
    if (response.status === 401) {
      await this.login();
      response = await this.#send();
    }
    if (!response.ok) throw new Error(`${response.status} for ${this.#token}`);
    return (await response.json()).deployments;
  }

  async createSessionToken() {
    return (await this.#post('session-tokens', {}, this.#options.baseUrl)).access_token;
  }

  async logout() {
    await this.#post('logout', {}, this.#options.baseUrl).catch(() => {});
    return true;
  }

  async [Symbol.asyncDispose]() {}

  #send() {
    return fetch(new URL('deployments', this.#options.baseUrl), { headers: { authorization: `Bearer ${this.#token}` } });
  }

  async #post(path, body, baseUrl) {
    const headers = { 'content-type': 'application/json' };
    if (this.#token !== undefined) headers.authorization = `Bearer ${this.#token}`;
    const response = await fetch(new URL(path, baseUrl), { method: 'POST', headers, body: JSON.stringify(body) });
    return response.json();
  }
}
