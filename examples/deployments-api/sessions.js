// Sessions: refresh tokens that are good once each. One that comes back a second time was copied,
// and nobody can tell the owner from the thief: the whole session ends (RFC 9700 section 4.14.2).
//
// In memory, for one process. With several, keep this in a database and rotate in a transaction.

export class Sessions {
  #lifetime;
  #revocation;
  #clock;
  /** Every refresh token there has been of a session, by its hash: who reads this memory can use none. */
  #byHash = new Map();

  /** @param {{ lifetime: number, revocation: import('tokenward').RevocationList, clock: () => number }} options */
  constructor({ lifetime, revocation, clock }) {
    this.#lifetime = lifetime;
    this.#revocation = revocation;
    this.#clock = clock;
  }

  /** Begins a session. Tell `issued` of each access token. */
  async open(sub) {
    this.#sweep();
    return this.#next({ sub, expires: this.#clock() + this.#lifetime, current: '', hashes: [], accessTokens: [] });
  }

  /** Takes a refresh token and gives another; undefined if it is not good, or no longer. */
  async rotate(refreshToken) {
    const hash = await hashOf(refreshToken);
    const session = this.#byHash.get(hash);
    if (session === undefined) return undefined;
    if (session.current === hash && this.#clock() < session.expires) {
      session.current = ''; // at once: of two requests with the same token only one gets here
      return this.#next(session);
    }
    await this.#end(session);
    return undefined;
  }

  /** An access token was made for the session, and is to end with it. */
  async issued(session, claims) {
    if (session.hasEnded) await this.#revocation.revokeToken(claims);
    else session.accessTokens.push(claims);
  }

  /** Ends the session of a refresh token, if there is one. */
  async close(refreshToken) {
    const session = this.#byHash.get(await hashOf(refreshToken));
    if (session !== undefined) await this.#end(session);
  }

  async #next(session) {
    const refreshToken = randomToken();
    const hash = await hashOf(refreshToken);
    if (session.hasEnded) return undefined;
    session.current = hash;
    session.hashes.push(hash);
    session.accessTokens = session.accessTokens.filter(({ exp }) => exp > this.#clock());
    this.#byHash.set(hash, session);
    return { session, refreshToken };
  }

  /** Its access tokens end with it, at once. */
  async #end(session) {
    session.hasEnded = true;
    for (const hash of session.hashes) this.#byHash.delete(hash);
    await Promise.all(session.accessTokens.map((claims) => this.#revocation.revokeToken(claims)));
  }

  #sweep() {
    const now = this.#clock();
    for (const [hash, { expires }] of this.#byHash) if (expires <= now) this.#byHash.delete(hash);
  }
}

/** 256 bits: not to be guessed, so a plain hash of it is enough. */
function randomToken() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

async function hashOf(token) {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))));
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
