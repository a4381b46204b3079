/** What goes wrong with OAuth 2.0, without what the answers held. */
import * as oauth from 'oauth4webapi';

/**
 * An answer of the authorization server, or of a browser that it has sent back, cannot be used: the
 * `cause` of a `ClientError`. It holds no token, code, secret or claim, nor what the server said.
 *
 * @example
 * ```ts
 * import { ClientError } from 'tokenward/client';
 * import { OAuthError } from 'tokenward/client/oauth';
 *
 * function wasCancelled(error: unknown): boolean {
 *   return error instanceof ClientError && error.cause instanceof OAuthError && error.cause.code === 'access_denied';
 * }
 * ```
 */
export class OAuthError extends Error {
  /**
   * The error code of the authorization response (RFC 6749 section 4.1.2.1), such as `access_denied`; otherwise
   * one of `oauth4webapi`'s, such as `OAUTH_INVALID_RESPONSE`.
   */
  readonly code: string;
  /** Whether the same request could get a better answer. */
  readonly retry: boolean;

  /** @internal */
  constructor(message: string, code: string, retry: boolean) {
    super(message);
    this.code = code;
    this.retry = retry;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'OAuthError', configurable: true, writable: true });
  }
}

/** Those that may hold a response, a body or claims, in `cause` and elsewhere. Their messages are constant. */
const THEIRS = [
  oauth.OperationProcessingError,
  oauth.UnsupportedOperationError,
  oauth.ResponseBodyError,
  oauth.WWWAuthenticateChallengeError,
];

/** Does `work`; what it throws holds nothing secret. @internal */
export async function safely<T>(retry: boolean, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) {
      // Anybody may have written the callback.
      const code = /^[a-z_]{1,40}$/.test(error.error) ? error.error : error.code;
      throw new OAuthError('the authorization server did not give a code', code, false);
    }
    const theirs = THEIRS.find((type) => error instanceof type);
    const { message, code = '' } = error as { message: string; code?: string };
    if (theirs !== undefined) throw new OAuthError(message, code, retry);
    // Their type errors may hold what was decoded.
    if (/^ERR_INVALID_ARG/.test(code)) throw new OAuthError('the answer is malformed', oauth.INVALID_RESPONSE, retry);
    throw error;
  }
}
