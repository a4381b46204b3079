/** What a client throws. No error holds a token, a password or a body. */

/** Why a client cannot go on: the closed list of codes. */
export type ClientErrorCode =
  | 'login_required'
  | 'login_refused'
  | 'login_failed'
  | 'refresh_failed'
  | 'session_expired'
  | 'token_unusable'
  | 'logged_out'
  | 'client_disposed';

const MESSAGES: Record<ClientErrorCode, string> = {
  login_required: 'there is no token and nothing to get one with: call `client.login(credentials)`',
  login_refused: 'the server refused the login; it is not tried again until `client.login()` is called',
  login_failed: 'the login got no good answer',
  refresh_failed: 'the refresh got no good answer, and the token held is of no use any more',
  session_expired: 'the session token has expired and nothing can replace it: give `rotate`, or a new `sessionToken`',
  token_unusable: 'the server answered with a token that cannot be used: expired on arrival (is the clock right?), or not a token response',
  logged_out: 'the client has logged out; call `client.login()` to use it again',
  client_disposed: 'the client has been disposed of',
};

/**
 * A client has no token for you.
 *
 * @example
 * ```ts
 * try {
 *   await client.fetch('/deployments');
 * } catch (error) {
 *   if (!(error instanceof ClientError)) throw error;
 *   if (error.code === 'login_required') showLoginForm();
 * }
 * ```
 */
export class ClientError extends Error {
  /** Stable; never changes its meaning. */
  readonly code: ClientErrorCode;
  /** The HTTP status that the server answered with, if it did. */
  declare readonly status?: number;
  /** Seconds that the server asked to be left alone (at most 3600), if it did; until then nothing is sent to it. */
  declare readonly retryAfter?: number;

  /** @internal */
  constructor(code: ClientErrorCode, { status, retryAfter, cause }: { status?: number; retryAfter?: number; cause?: unknown } = {}) {
    super(`${MESSAGES[code]}${status === undefined ? '' : ` (status ${status})`}`, cause === undefined ? undefined : { cause });
    this.code = code;
    if (status !== undefined) this.status = status;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ClientError', configurable: true, writable: true });
  }
}
