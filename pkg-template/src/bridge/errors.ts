/** What tokenward throws. No error holds a token, a key or a claim's value. */

/** Why a token was refused: the closed list of codes. */
export type TokenErrorCode =
  | 'token_missing'
  | 'token_too_large'
  | 'token_malformed'
  | 'algorithm_not_allowed'
  | 'critical_header_unsupported'
  | 'key_not_found'
  | 'key_ambiguous'
  | 'signature_invalid'
  | 'claim_invalid'
  | 'claim_missing'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'token_issued_in_future'
  | 'token_too_old'
  | 'claim_mismatch'
  | 'type_mismatch'
  | 'confirmation_missing'
  | 'scope_missing'
  | 'role_missing'
  | 'token_revoked'
  | 'keys_unavailable'
  | 'store_unavailable';

/** What is wrong with a configured key. */
export type KeyErrorCode = 'key_invalid' | 'key_too_weak' | 'key_algorithm_mismatch';

/** What the core says of a refusal; see wasm/bridge/src/refusal.rs. @internal */
export interface Refusal {
  message: string;
  code?: TokenErrorCode | KeyErrorCode;
  claim?: string;
  status?: '401' | '403' | '503';
  challenge?: string;
  description?: string;
}

/**
 * A token was refused. Answer the request with `status` and `WWW-Authenticate: challenge`. Where more
 * is known than the client may see, such as why keys could not be fetched, it is the `cause`.
 *
 * @example
 * ```ts
 * try {
 *   verifier.verify(token);
 * } catch (error) {
 *   if (!(error instanceof TokenError)) throw error;
 *   return new Response(null, { status: error.status, headers: { 'WWW-Authenticate': error.challenge } });
 * }
 * ```
 */
export class TokenError extends Error {
  /** Stable; never changes its meaning. */
  readonly code: TokenErrorCode;
  /** The name of the claim or header member concerned, never its value. */
  declare readonly claim?: string;
  /**
   * The HTTP status to answer with: 403 when a scope or a role is missing, 503 when nobody can
   * tell now (`keys_unavailable`, `store_unavailable`), else 401.
   */
  readonly status: 401 | 403 | 503;
  /** The `WWW-Authenticate` value to answer with (RFC 6750 section 3). */
  readonly challenge: string;
  /** One sentence for the client: what to do, and nothing that helps an attacker. */
  readonly description: string;

  /** @internal */
  constructor({ message, code, claim, status, challenge, description }: Refusal) {
    super(message);
    this.code = code as TokenErrorCode;
    if (claim !== undefined) this.claim = claim;
    this.status = Number(status) as 401 | 403 | 503;
    this.challenge = challenge!;
    this.description = description!;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'TokenError', configurable: true, writable: true });
  }
}

/** A configured key was refused; thrown by `createVerifier`, never at a token. */
export class KeyError extends Error {
  /** Stable; never changes its meaning. */
  readonly code: KeyErrorCode;

  /** @internal */
  constructor(code: KeyErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'KeyError', configurable: true, writable: true });
  }
}

/** The error that a refusal is. @internal */
export function toError(refusal: Refusal): Error {
  if (refusal.status !== undefined) return new TokenError(refusal);
  if (refusal.code !== undefined) return new KeyError(refusal.code as KeyErrorCode, refusal.message);
  return new TypeError(refusal.message);
}
