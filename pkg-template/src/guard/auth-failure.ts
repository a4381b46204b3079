/** Telling whoever watches of requests that were refused. */
import type { WaitUntil } from '../lib/shared-work.js';
import { decodeUnverified } from '../verifier/create.js';
import { tokenOf, type Credential } from '../verifier/credentials.js';

/** A request that was refused. It never holds the credential. */
export interface AuthFailure {
  /** The code of the {@link TokenError}, or `ip_not_allowed`. */
  code: string;
  status: 401 | 403 | 503;
  /**
   * What the token says of its issuer and of its key. Not verified: whoever sent it wrote it. Left
   * out unless it is short and has the characters of a URI only, so that it fits into a log line.
   */
  issuer?: string;
  kid?: string;
  /** The caller's address, where the guard knows it; of the same characters. */
  ip?: string;
}

/** Is told of a failure; its promise is kept alive where the runtime can, and may reject. */
export type OnAuthFailure = (failure: AuthFailure) => void | Promise<void>;

/** Tells it, whatever becomes of that. @internal */
export function report(
  onAuthFailure: OnAuthFailure | undefined,
  { code, status }: Pick<AuthFailure, 'code' | 'status'>,
  { credential, ip, waitUntil }: { credential: Credential | undefined; ip: string | undefined; waitUntil: WaitUntil | undefined },
): void {
  if (onAuthFailure === undefined) return;
  const failure: AuthFailure = { code, status };
  for (const [name, value] of Object.entries({ ...namesIn(credential), ip })) {
    if (isPrintable(value)) failure[name as 'issuer' | 'kid' | 'ip'] = value;
  }
  try {
    const told = Promise.resolve(onAuthFailure(failure)).catch(() => {});
    waitUntil?.(told);
  } catch {
    // Whoever watches does not change the verdict.
  }
}

function namesIn(credential: Credential | undefined): { issuer?: unknown; kid?: unknown } {
  if (credential === undefined) return {};
  try {
    const { header, claims } = decodeUnverified(tokenOf(credential));
    return { issuer: claims.iss, kid: header.kid };
  } catch {
    return {};
  }
}

/**
 * The characters of RFC 3986 section 2: no space or line break to make a log entry of, no quote or
 * bracket that means something to HTML, a shell or a logger's own substitution.
 */
function isPrintable(name: unknown): name is string {
  return typeof name === 'string' && /^[\w\-.~:/?#[\]@!$&'()*+,;=%]{1,200}$/.test(name);
}
