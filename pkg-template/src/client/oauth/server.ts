/** The authorization server: its metadata, and requests to it. @internal */
import * as oauth from 'oauth4webapi';
import { tagOf } from '../../bridge/tags.js';
import type { Fetch } from '../../http/fetch-text.js';
import { bytesOf } from '../endpoint.js';
import { discard, uncached } from '../../http/exchange.js';
import { OAuthError, safely } from './errors.js';
import { checkedServer, issuerOf } from './options.js';
import type { AuthorizationServer } from './types.js';

/** Seconds that discovered metadata is kept. */
const KEPT = 3600;

/** Whom to ask, and by which means. @internal */
export interface Means {
  fetch: Fetch;
  signal: AbortSignal;
}

/** @internal */
export class Server {
  readonly #issuer: URL | undefined;
  readonly #hosts: readonly string[];
  #metadata: AuthorizationServer | undefined;
  #until = Infinity;

  /**
   * @param hosts may be asked over `http:`
   * @throws {TypeError} for an issuer or metadata that cannot be
   */
  constructor(issuer: string | URL | AuthorizationServer | undefined, hosts: readonly string[]) {
    this.#hosts = hosts;
    if (typeof issuer === 'object' && issuer !== null && tagOf(issuer) !== 'URL') {
      this.#metadata = checkedServer('issuer', issuer as AuthorizationServer, hosts);
    } else this.#issuer = issuerOf(issuer, hosts);
  }

  /** Options of any request of theirs. `http:` is for loopback and the hosts that may; all URLs have been checked. */
  request({ fetch, signal }: Means, init: RequestInit = {}) {
    const issuer = this.#issuer?.href ?? this.#metadata!.issuer;
    return {
      signal,
      [oauth.allowInsecureRequests]: this.#hosts.length > 0 || /^http:/i.test(issuer),
      [oauth.customFetch]: (url: string, options: { method: string }) =>
        boundedResponse(fetch(url, { ...(options.method === 'POST' && uncached()), ...options, ...init } as RequestInit)),
    };
  }

  /** Names whose tokens it issues to a client: see `Grant.issuer`. */
  nameFor(clientId: string): string {
    const known: AuthorizationServer = this.#metadata ?? { issuer: this.#issuer!.href };
    const { issuer, token_endpoint, revocation_endpoint } = known;
    return JSON.stringify([issuer, clientId, token_endpoint, revocation_endpoint]);
  }

  /** The metadata, discovered if need be. What fails is not remembered. */
  async metadata(means: Means): Promise<oauth.AuthorizationServer> {
    if (this.#metadata === undefined || Date.now() >= this.#until) {
      this.#metadata = await this.#discovered(this.#issuer!, means);
      this.#until = Date.now() + KEPT * 1000;
    }
    // The same object each time: they remember its keys by it.
    return this.#metadata as oauth.AuthorizationServer;
  }

  async #discovered(issuer: URL, means: Means): Promise<AuthorizationServer> {
    const options = this.request(means);
    let status = 0;
    // OpenID Connect Discovery section 4, then RFC 8414 section 3.
    for (const algorithm of ['oidc', 'oauth2'] as const) {
      const response = await oauth.discoveryRequest(issuer, { ...options, algorithm });
      if (response.status === 200) {
        return await safely(true, async () => usableMetadata(await oauth.processDiscoveryResponse(issuer, response), this.#hosts));
      }
      ({ status } = response);
      discard(response.body);
      if (status < 400 || status >= 500) break;
    }
    throw new OAuthError(`the authorization server's metadata was answered with status ${status}`, oauth.RESPONSE_IS_NOT_CONFORM, true);
  }
}

function usableMetadata(metadata: oauth.AuthorizationServer, hosts: readonly string[]): AuthorizationServer {
  try {
    return checkedServer('metadata', metadata, hosts);
  } catch {
    throw new OAuthError("the authorization server's metadata names a URL that is not https:", oauth.INVALID_SERVER_METADATA, true);
  }
}

/**
 * A good answer is read whole, but only up to a limit: they would read whatever comes, and the
 * challenges of a `WWW-Authenticate` in a time that grows with the square of its length.
 */
async function boundedResponse(answer: Promise<Response>): Promise<Response> {
  const response = await answer;
  if (!response.ok) return response;
  const headers = new Headers();
  for (const name of ['content-type', 'date']) {
    const value = response.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  // For the client that is a grant that failed, and no answer of an endpoint of its own.
  const bytes = await bytesOf(response).catch((error: Error) => {
    throw new Error(error.message);
  });
  // A status such as 204 takes no body (Fetch Standard, null body status).
  return new Response(bytes.length === 0 ? null : (bytes as BodyInit), { status: response.status, headers });
}

/**
 * The server's answer for the client, which reads its `Date` and status, and turns every refusal
 * into its own; a good one only after `process` has gone through a copy.
 * @internal
 */
export async function accepted(response: Response, process: (copy: Response) => Promise<oauth.TokenEndpointResponse>): Promise<Response> {
  if (!response.ok) return response;
  await safely(false, async () => {
    const { token_type: type } = await process(response.clone());
    // RFC 6749 section 7.1: a token of another type is not to be used.
    if (type !== 'bearer') throw new OAuthError('the token is not a bearer token', oauth.INVALID_RESPONSE, false);
  });
  return response;
}
