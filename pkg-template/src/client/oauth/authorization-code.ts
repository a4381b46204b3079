/** A user who logs in by way of a browser (RFC 6749 section 4.1, RFC 7636, RFC 9700). */
import * as oauth from 'oauth4webapi';
import type { Grant, GrantContext } from '../types.js';
import { saysLater, withTimeout } from '../waiting.js';
import { insecureHostsOf, type Fetch } from '../../http/fetch-text.js';
import { check, optionsOf } from '../../lib/options.js';
import { proofOf, type Proof } from './authentication.js';
import { OAuthError, safely } from './errors.js';
import { loginOf, optionalText, parametersOf, redirectUriOf, resourcesOf, textOf } from './options.js';
import { accepted, Server, type Means } from './server.js';
import { claim, release } from './sent-codes.js';
import type { AuthorizationCodeFlow, AuthorizationCodeOptions, BeginOptions, LoginTransaction } from './types.js';

const KNOWN = [
  'issuer',
  'allowInsecure',
  'clientId',
  'clientSecret',
  'privateKey',
  'authentication',
  'par',
  'redirectUri',
  'requireIss',
  'scope',
  'audience',
  'resource',
  'parameters',
  'onIdToken',
  'fetch',
  'timeout',
];
const OURS = [
  'response_type',
  'response_mode',
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'redirect_uri',
  'scope',
  'audience',
  'resource',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
];

/**
 * How a user logs in by way of a browser: OAuth 2.0 authorization code with PKCE (RFC 7636, `S256`),
 * of OpenID Connect if `scope` has `openid`. For pages and apps, which have no secret, and for
 * servers, which have. Checked are where the browser came back to, `state`, `iss` (RFC 9207), the
 * issuer with which the login was begun, and of the ID token everything, with its signature (not by
 * a secret).
 *
 * Several issuers: give each a `redirectUri` of its own, or `requireIss` to all of them (RFC 9700
 * section 4.4.2). Otherwise one of them can have the code of another sent to itself.
 *
 * @throws {TypeError} for a wrong option
 *
 * @example
 * ```ts
 * import { createClient } from 'tokenward/client';
 * import { authorizationCode } from 'tokenward/client/oauth';
 *
 * const redirectUri = 'https://app.example/callback';
 * const flow = authorizationCode({ issuer: 'https://id.example', clientId: 'app', redirectUri, scope: 'openid read' });
 * const client = createClient({ baseUrl: 'https://api.example', ...flow });
 *
 * async function logIn() {
 *   const { url, transaction } = await flow.begin();
 *   sessionStorage.setItem('login', JSON.stringify(transaction));
 *   location.assign(url);
 * }
 *
 * async function finish() { // at `redirectUri`
 *   const transaction = JSON.parse(sessionStorage.getItem('login')!);
 *   sessionStorage.removeItem('login');
 *   await client.login({ callback: location.href, transaction });
 * }
 * ```
 */
export function authorizationCode(options: AuthorizationCodeOptions): AuthorizationCodeFlow {
  return new Flow(options);
}

/** What can be spread is what `createClient` takes; `begin` is of the class. */
class Flow implements AuthorizationCodeFlow {
  readonly login: Grant;
  readonly refresh: Grant;
  readonly logout: (context: GrantContext) => Promise<unknown>;
  readonly #server: Server;
  readonly #client: oauth.Client;
  readonly #proof: Proof;
  readonly #par: boolean | undefined;
  readonly #redirectUri: string;
  readonly #requireIss: boolean;
  readonly #isOpenId: boolean;
  readonly #resources: string[];
  readonly #asked: Record<string, string>;
  readonly #onIdToken: AuthorizationCodeOptions['onIdToken'];
  readonly #fetch: Fetch;
  readonly #timeout: number;

  constructor(options: AuthorizationCodeOptions) {
    const given = optionsOf('authorizationCode', options, KNOWN);
    const { requireIss = false, par, onIdToken, timeout = 30, fetch = (url, init) => globalThis.fetch(url, init) } = given;
    const hosts = insecureHostsOf(given.allowInsecure);
    this.#server = new Server(given.issuer, hosts);
    this.#client = { client_id: textOf('clientId', given.clientId) };
    this.#proof = proofOf(given);
    this.#redirectUri = redirectUriOf(given.redirectUri, hosts);
    const scope = optionalText('scope', given.scope);
    const audience = optionalText('audience', given.audience);
    this.#isOpenId = scope?.split(' ').includes('openid') ?? false;
    this.#resources = resourcesOf(given.resource);
    this.#asked = { ...parametersOf(given.parameters, OURS), ...(scope && { scope }), ...(audience && { audience }) };
    for (const [name, value] of Object.entries({ requireIss, par })) {
      check(value === undefined || typeof value === 'boolean', name, value, 'be a boolean');
    }
    this.#requireIss = requireIss;
    this.#par = par;
    for (const [name, value] of Object.entries({ onIdToken, fetch })) {
      check(value === undefined || typeof value === 'function', name, value, 'be a function');
    }
    if (onIdToken !== undefined && !this.#isOpenId) throw new TypeError('`onIdToken` needs `openid` in `scope`');
    const isTime = typeof timeout === 'number' && timeout > 0 && timeout <= 3600;
    check(isTime, 'timeout', timeout, 'be a number of seconds over 0, at most 3600');
    this.#onIdToken = onIdToken;
    this.#fetch = fetch;
    this.#timeout = timeout;
    const issuer = this.#server.nameFor(this.#client.client_id);
    this.login = Object.assign((context: GrantContext) => this.#finish(context), { interactive: true, issuer });
    this.refresh = Object.assign((context: GrantContext) => this.#renew(context), { issuer });
    this.logout = Object.assign((context: GrantContext) => this.#revoke(context), { issuer });
  }

  async begin(options: BeginOptions = {}): Promise<{ url: string; transaction: LoginTransaction }> {
    const { parameters } = optionsOf('begin', options, ['parameters']);
    const own = parametersOf(parameters, OURS);
    return await withTimeout(this.#timeout, [], (signal) => this.#begin(own, { fetch: this.#fetch, signal }));
  }

  async #begin(own: Record<string, string>, means: Means): Promise<{ url: string; transaction: LoginTransaction }> {
    const metadata = await this.#server.metadata(means);
    const { authorization_endpoint: endpoint, code_challenge_methods_supported: methods } = metadata;
    if (endpoint === undefined || (methods !== undefined && !methods.includes('S256'))) {
      throw new OAuthError('the authorization server has no authorization endpoint, or no PKCE', oauth.MISSING_SERVER_METADATA, false);
    }
    const [verifier, state, nonce] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState(), oauth.generateRandomNonce()];
    const challenge = await oauth.calculatePKCECodeChallenge(verifier);
    const all = {
      ...this.#asked,
      ...own,
      response_type: 'code',
      client_id: this.#client.client_id,
      redirect_uri: this.#redirectUri,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...(this.#isOpenId && { nonce }),
    };
    const request = new URLSearchParams([...Object.entries(all), ...this.#resources.map((resource) => ['resource', resource])]);
    const url = new URL(endpoint);
    const isPushed = this.#par ?? metadata.require_pushed_authorization_requests === true;
    const sent = isPushed ? await this.#pushed(metadata, request, means) : request;
    sent.forEach((_, name) => url.searchParams.delete(name));
    sent.forEach((value, name) => url.searchParams.append(name, value));
    return { url: url.href, transaction: { verifier, state, ...(this.#isOpenId && { nonce }), issuer: metadata.issuer } };
  }

  /** What goes with the browser instead of the request itself (RFC 9126 section 4). */
  async #pushed(metadata: oauth.AuthorizationServer, request: URLSearchParams, means: Means): Promise<URLSearchParams> {
    const proof = await this.#proof();
    return await safely(false, async () => {
      const response = await oauth.pushedAuthorizationRequest(metadata, this.#client, proof, request, this.#server.request(means));
      const { request_uri } = await oauth.processPushedAuthorizationResponse(metadata, this.#client, response);
      return new URLSearchParams({ client_id: this.#client.client_id, request_uri });
    });
  }

  async #finish({ credentials, fetch, signal }: GrantContext): Promise<Response> {
    const means = { fetch, signal };
    const { callback, transaction } = loginOf(credentials, this.#redirectUri, this.#isOpenId);
    const metadata = await this.#server.metadata(means);
    // RFC 9700 section 4.4.2: the code and the verifier are for the issuer that was asked, and for no other.
    if (transaction.issuer !== metadata.issuer) {
      throw new OAuthError('the login was begun with another issuer', oauth.INVALID_RESPONSE, false);
    }
    const sender = this.#requireIss ? { ...metadata, authorization_response_iss_parameter_supported: true } : metadata;
    const code = await safely(false, () => oauth.validateAuthResponse(sender, this.#client, callback, transaction.state));
    const proof = await this.#proof();
    const request = this.#server.request(means);
    // Last of all: nothing is waited for between this and the sending.
    if (!claim(transaction.state)) {
      throw new OAuthError('the code was sent once: begin anew', oauth.INVALID_REQUEST, false);
    }
    const response = await safely(false, () =>
      oauth.authorizationCodeGrantRequest(metadata, this.#client, proof, code, this.#redirectUri, transaction.verifier, {
        ...request,
        additionalParameters: this.#resourceParameters(),
      }),
    );
    if (saysLater(response.status)) release(transaction.state);
    return await accepted(response, async (copy) => {
      // With a nonce to expect there must be an ID token.
      const expected = { expectedNonce: this.#isOpenId ? transaction.nonce : undefined };
      const answer = await oauth.processAuthorizationCodeResponse(metadata, this.#clientAt(response), copy, expected);
      // OpenID Connect Core section 3.1.3.7 would take TLS for it.
      if (this.#isOpenId) await oauth.validateApplicationLevelSignature(metadata, copy, request);
      await this.#onIdToken?.({ ...oauth.getValidatedIdTokenClaims(answer) });
      return answer;
    });
  }

  async #renew(context: GrantContext): Promise<Response> {
    const { refreshToken } = context;
    // As if it were refused: who has none must log in.
    if (refreshToken === undefined) return new Response(null, { status: 400 });
    const metadata = await this.#server.metadata(context);
    const proof = await this.#proof();
    const response = await safely(false, () =>
      oauth.refreshTokenGrantRequest(metadata, this.#client, proof, refreshToken, {
        ...this.#server.request(context),
        additionalParameters: this.#resourceParameters(),
      }),
    );
    return await accepted(response, (copy) => oauth.processRefreshTokenResponse(metadata, this.#clientAt(response), copy));
  }

  async #revoke({ refreshToken, authorization, fetch, signal }: GrantContext): Promise<unknown> {
    // The tokens are read by now: when a page goes they are wiped at once.
    const token = refreshToken ?? authorization?.slice('Bearer '.length);
    if (token === undefined) return undefined;
    const metadata = await this.#server.metadata({ fetch, signal });
    if (metadata.revocation_endpoint === undefined) return undefined;
    const proof = await this.#proof();
    const hint = refreshToken === undefined ? 'access_token' : 'refresh_token';
    return await safely(false, () =>
      oauth.revocationRequest(metadata, this.#client, proof, token, {
        ...this.#server.request({ fetch, signal }, { keepalive: true }),
        additionalParameters: { token_type_hint: hint },
      }),
    );
  }

  /** Their clock judges the times of an ID token, as it does those of the tokens. */
  #clientAt(response: Response): oauth.Client {
    return { ...this.#client, [oauth.clockSkew]: skewOf(response) };
  }

  /** RFC 8707 section 2.2: of the token request too. */
  #resourceParameters(): URLSearchParams {
    return new URLSearchParams(this.#resources.map((resource) => ['resource', resource]));
  }
}

/** Seconds that the server's clock is ahead of ours. */
function skewOf(response: Response): number {
  const theirs = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(theirs) ? 0 : Math.round((theirs - Date.now()) / 1000);
}
