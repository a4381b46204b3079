/** What the grants of OAuth 2.0 are given and what they give back. */
import type { Fetch } from '../../http/fetch-text.js';
import type { Grant, GrantContext } from '../types.js';
import '../../lib/web-types.js';

/** Metadata of an authorization server (RFC 8414 section 2): what is used of it. */
export interface AuthorizationServer {
  readonly issuer: string;
  readonly authorization_endpoint?: string;
  readonly token_endpoint?: string;
  readonly revocation_endpoint?: string;
  readonly pushed_authorization_request_endpoint?: string;
  /** Whose keys sign ID tokens. */
  readonly jwks_uri?: string;
  readonly [metadata: string]: unknown;
}

/** A client secret, or a function that gets it for each request, so that nobody need keep it. */
export type ClientSecret = string | (() => string | Promise<string>);

/**
 * A client's private key, of which the server has the public one: a `CryptoKey` for `sign`, not extractable if you
 * can, of RSA (PKCS #1 v1.5 or PSS), ECDSA or Ed25519; with a `kid` if the server has several.
 */
export type ClientKey = CryptoKey | { key: CryptoKey; kid?: string };

/** Options of {@link clientCredentials}. */
export interface ClientCredentialsOptions {
  /**
   * The authorization server's issuer URL, by which its metadata is found (OpenID Connect Discovery
   * section 4, RFC 8414 section 3) and kept for an hour; or the metadata.
   */
  issuer?: string | URL | AuthorizationServer;
  /** Instead of `issuer`: where tokens are asked for. */
  tokenEndpoint?: string | URL;
  /**
   * Hosts, such as `'keycloak:8080'`, that may be asked over `http:` though they are not loopback: in a container
   * network that nobody else is in. Default none.
   */
  allowInsecure?: string[];
  clientId: string;
  /** Either this or `privateKey` is required. */
  clientSecret?: ClientSecret;
  /**
   * Instead of `clientSecret`: signs an assertion for each request, so that no secret is sent (`private_key_jwt`,
   * OpenID Connect Core section 9, RFC 7523). It is for the issuer, or for `tokenEndpoint`. A function gets the key
   * for each request.
   */
  privateKey?: ClientKey | (() => ClientKey | Promise<ClientKey>);
  /** Where client id and secret go (RFC 6749 section 2.3.1): `'basic'`, a header (default), or `'post'`, the body. */
  authentication?: 'basic' | 'post';
  /** Names with spaces between (RFC 6749 section 3.3). */
  scope?: string;
  /** Whom the token is for, at servers that take `audience`. */
  audience?: string;
  /** The APIs that the token is for, as absolute URIs (RFC 8707 section 2). */
  resource?: string | string[];
  /** Further parameters of the request. */
  parameters?: Record<string, string>;
}

/** Options of {@link authorizationCode}. */
export interface AuthorizationCodeOptions {
  /** As for {@link ClientCredentialsOptions.issuer}. */
  issuer: string | URL | AuthorizationServer;
  /** As for {@link ClientCredentialsOptions.allowInsecure}. */
  allowInsecure?: string[];
  clientId: string;
  /** The secret of a client that can keep one. Not for a page or an app on somebody's device (RFC 6749 section 2.1). */
  clientSecret?: ClientSecret;
  /** As for {@link ClientCredentialsOptions.privateKey}. */
  privateKey?: ClientKey | (() => ClientKey | Promise<ClientKey>);
  /** Where a `clientSecret` goes: `'basic'` (default) or `'post'`. */
  authentication?: 'basic' | 'post';
  /**
   * Whether `begin()` sends the request to the server itself, and with the browser only a reference to it (pushed
   * authorization request, RFC 9126): nobody can read or change it on the way. Default: where the server's metadata
   * says that it must.
   */
  par?: boolean;
  /**
   * Where the browser is sent back to: exactly as registered. `https:`, or `http:` on loopback. A callback
   * must be there, with the query that this has; several issuers are best told apart by it.
   */
  redirectUri: string | URL;
  /**
   * Whether a callback must say which issuer it comes from, also if the metadata does not promise `iss`
   * (RFC 9207). Default no; an `iss` that is there is always compared.
   */
  requireIss?: boolean;
  /** Names with spaces between. With `openid` there must be an ID token with the right `nonce` and signature. */
  scope?: string;
  /** Whom the token is for, at servers that take `audience`. */
  audience?: string;
  /** The APIs that the token is for, as absolute URIs (RFC 8707 section 2). */
  resource?: string | string[];
  /** Further parameters of the authorization request, such as `prompt`. */
  parameters?: Record<string, string>;
  /**
   * Gets the claims of each good ID token, at a login with `openid`: once everything has been
   * checked, just before the client takes the tokens.
   */
  onIdToken?: (claims: Record<string, unknown>) => unknown;
  /** For `begin()`; the client has its own. Default the global `fetch`. */
  fetch?: Fetch;
  /** Seconds for `begin()`. Default 30. */
  timeout?: number;
}

/** What {@link AuthorizationCodeFlow.begin} takes. */
export interface BeginOptions {
  /** Further parameters of this authorization request, such as `login_hint`. */
  parameters?: Record<string, string>;
}

/** What has to be kept until the browser is back: plain JSON. Whoever has it can finish the login, once. */
export interface LoginTransaction {
  /** The code verifier (RFC 7636 section 4.1). */
  verifier: string;
  /** Compared with the callback's (RFC 6749 section 10.12). */
  state: string;
  /** Compared with the ID token's; only with `openid`. */
  nonce?: string;
  /** With whom the login was begun: the code is sent to nobody else (RFC 9700 section 4.4.2). */
  issuer: string;
}

/** What `client.login` takes to finish a login. */
export interface LoginCallback {
  /** The URL that the browser was sent back to, such as `location.href`; relative to `redirectUri`. */
  callback: string | URL;
  /** As it was given by `begin()`. */
  transaction: LoginTransaction;
}

/** Logging in by way of a browser. Spread it into the options of `createClient`. */
export interface AuthorizationCodeFlow {
  /** Waits for `client.login({ callback, transaction })`: a {@link LoginCallback}. */
  login: Grant;
  /** RFC 6749 section 6. */
  refresh: Grant;
  /** Revokes the refresh token, or the access token if there is no other, where the server can (RFC 7009). */
  logout: (context: GrantContext) => Promise<unknown>;
  /**
   * Begins a login: `url` is where to send the browser, `transaction` what to keep meanwhile, for
   * this browser only, such as in `sessionStorage`.
   *
   * @throws {TypeError} for a wrong option
   * @throws {OAuthError} if the server's metadata is not to be had or not to be used, or a pushed request is refused
   */
  begin(options?: BeginOptions): Promise<{ url: string; transaction: LoginTransaction }>;
}
