/// <reference lib="esnext.disposable" preserve="true" />
/** What a client is given and what it gives back. */
import type { Clock } from '../lib/clock.js';
import type { Fetch } from '../http/fetch-text.js';
import type { WaitUntil } from '../lib/shared-work.js';
import type { TokenResponse, TokenState } from '../tokens/holder.js';
import '../lib/web-types.js';

/** Where and how tokens are asked for, or given back: a `POST`. */
export interface Endpoint {
  /** Absolute, or relative to `baseUrl`; `https:`, or `http:` on loopback and hosts in `allowInsecure`. Redirects are not followed. */
  url: string | URL;
  /**
   * What the body holds besides a refresh token. A function is asked for each request, so that
   * nobody need keep a password.
   */
  body?: object | (() => object | Promise<object>);
  /** `'json'` (default), or `'form'` as in OAuth 2.0. */
  format?: 'json' | 'form';
  /** The name of the member that holds the refresh token. Default `'refresh_token'`. */
  parameter?: string;
  /** Further headers. */
  headers?: Record<string, string>;
  /**
   * Whether cookies go along; see `fetch`. On `refresh`, `'include'` or `'same-origin'` says that the refresh token
   * is a cookie: the endpoint is asked also while the client has no token, such as in a page just opened.
   */
  credentials?: 'include' | 'omit' | 'same-origin';
}

/** What a {@link Grant} gets. */
export interface GrantContext {
  /** The client's `fetch` function, without a token. */
  fetch: Fetch;
  /** Aborts after `timeout`, and when the client is disposed of. Pass it on. */
  signal: AbortSignal;
  /** What `client.login(credentials)` was called with. */
  credentials?: unknown;
  /** The refresh token: for the body of a request to whoever issued it, and nothing else. */
  readonly refreshToken?: string;
  /** `Bearer <access token>`, if it is still good: for requests to `baseUrl`'s origin, and nothing else. */
  readonly authorization?: string;
}

/**
 * Asks for tokens its own way: returns the server's `Response` as it is (its `Date` corrects a
 * clock that is wrong, its status says whether to try again), or a token response. What it throws
 * counts as no answer; it is asked again then, unless the error's `retry` is `false`.
 */
export interface Grant {
  (context: GrantContext): Response | TokenResponse | Promise<Response | TokenResponse>;
  /** Whether it waits for `client.login(credentials)`, when it is the `login`. Default no. */
  interactive?: boolean;
  /**
   * Who issues the tokens, and to which client: tabs and processes share tokens only where this text is the
   * same. Without it functions are told apart by the `name` of the client alone.
   */
  issuer?: string;
}

/**
 * Runs `work` while nobody else runs work under the same name, and returns what it returns. `signal` aborts
 * when the client waits no longer: it then goes on without the lock.
 */
export type Lock = <T>(name: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** When and how a request is sent again that was answered 429 or 503. */
export interface RetryOptions {
  /** Requests in all, the first among them. Default 4. */
  attempts?: number;
  /** Seconds of the first wait at most, doubled each time. Default 0.5. */
  base?: number;
  /** Most seconds of a wait. A `Retry-After` beyond it is not waited for: the answer is returned. Default 30. */
  cap?: number;
  /** Which methods. Default the idempotent ones: `GET`, `HEAD`, `OPTIONS`, `TRACE`, `PUT`, `DELETE` (RFC 9110 section 9.2.2). */
  methods?: string[];
}

/** Keeps the tokens outside of memory, sealed. Off unless given; see the README for what it risks. */
export interface PersistOptions {
  /** An AES-GCM key of WebCrypto for `encrypt` and `decrypt`. Best not extractable. */
  key: CryptoKey | (() => CryptoKey | Promise<CryptoKey>);
  /** Reads what was saved last. */
  load: () => Uint8Array | null | undefined | Promise<Uint8Array | null | undefined>;
  /** Saves: initialization vector and ciphertext, never a token in the clear. */
  save: (sealed: Uint8Array) => unknown;
  /** Forgets what was saved. */
  remove: () => unknown;
}

/** Options of {@link createClient}. */
export interface ClientOptions {
  /**
   * Where the API is. The access token goes to this origin only. `https:`, or `http:` on loopback and hosts in
   * `allowInsecure`. What `fetch` is given is relative to it.
   */
  baseUrl: string | URL;
  /**
   * Hosts, such as `'keycloak:8080'`, that may be asked over `http:` though they are not loopback: in a container
   * network that nobody else is in, for all of it can read the tokens. Default none.
   */
  allowInsecure?: string[];
  /**
   * How to get the first tokens. An {@link Endpoint} with a `body`, or a {@link Grant}, is used
   * whenever there is need. A URL, or an endpoint without a body, waits for `client.login(credentials)`.
   */
  login?: string | URL | Endpoint | Grant;
  /**
   * How to renew them: an endpoint that takes the refresh token, or a function. An endpoint with `credentials:
   * 'include'` (or `'same-origin'`) takes the refresh token from an HttpOnly cookie.
   */
  refresh?: string | URL | Endpoint | Grant;
  /**
   * How to give them back: an endpoint that takes the refresh token. The access token goes along as usual if it is
   * of `baseUrl`'s origin. It is also used, without cookies, for tokens that a login has replaced and those that
   * come after a logout.
   */
  logout?: string | URL | Endpoint | ((context: GrantContext) => unknown);
  /** A token that you have already, such as one from the environment: a JWT, or an opaque one. */
  sessionToken?: string | undefined;
  /** How to replace `sessionToken` before it expires. Without it there is an `expiring` event. */
  rotate?: Grant;
  /** Seconds before expiry at which to refresh. Default 300; never more than half the lifetime. */
  margin?: number;
  /**
   * Seconds that a token is taken to last if nothing says when it ends: it is no JWT with `exp`, and came without
   * `expires_in`. Default `Infinity`: until the server refuses it.
   */
  lifetime?: number;
  /**
   * Statuses, from 400 to 499, with which the API refuses a token, such as `[401, 419]`: it is renewed then, and
   * the request sent once more. Default `[401]`. A 400, 401 or 403 whose `WWW-Authenticate` says `invalid_token`
   * (RFC 6750 section 3.1) does in any case.
   */
  refreshOn?: number[];
  /** Seconds for a request that asks for tokens. Default 30. */
  timeout?: number;
  /** What to do on 429 and 503; `false` for nothing. */
  retry?: RetryOptions | false;
  /**
   * Names the session, where several clients of one API and issuer are not to share. With `persist` on a
   * server of many users: the id of the user. Default `'default'`.
   */
  name?: string;
  /** Whether tabs of a browser share one session, as if it were a cookie: the latest login is that of all. Default yes. */
  tabs?: boolean;
  /** Who may refresh, among several workers or processes that share tokens by `persist`. Default: Web Locks in browsers. */
  lock?: Lock;
  /** Keeps the tokens outside of memory, sealed. Default no. */
  persist?: PersistOptions;
  /**
   * Keeps a refresh alive after the response was sent, in workers: `waitUntil` of
   * `cloudflare:workers`. Without it a request there waits for the refresh that it begins.
   */
  waitUntil?: WaitUntil;
  /** Whether to log out when the program ends: at `dispose`, on SIGINT, SIGTERM and SIGHUP, on `pagehide`. Default no. */
  logoutOnShutdown?: boolean;
  /** Where the time comes from, in unix seconds, with fractions. Default the system clock. */
  clock?: Clock;
  /** Default the global `fetch`. */
  fetch?: Fetch;
}

/** How an attempt ended: `'refused'` by the server, `'failed'` for want of an answer. */
export type Outcome = 'ok' | 'refused' | 'failed';

/** What happens in a client, for tests and monitoring. Nothing in it is secret. */
export type ClientEvent =
  /** `expiresIn`: seconds the new token has; `Infinity` if nobody knows. */
  | { type: 'login'; outcome: Outcome; status?: number; expiresIn?: number }
  /** `reason`: the margin was reached, it was too late already (or there was none), or the server refused the token. */
  | { type: 'refresh'; outcome: Outcome; reason: RefreshReason; status?: number; expiresIn?: number }
  /** The tokens of another tab or worker were taken over, which had refreshed them or logged in. */
  | { type: 'adopt'; from: 'tabs' | 'persist'; expiresIn?: number }
  /** `from`: not here, but in another tab of the session. */
  | { type: 'logout'; outcome: Outcome; status?: number; from?: 'tabs' }
  /** A request is sent again, `delay` seconds from now. `attempt` is 2 for the second request. */
  | { type: 'retry'; request: 'fetch' | 'login' | 'refresh' | 'logout'; attempt: number; delay: number; status?: number }
  /** The token ends soon and nothing can renew it. Said once for each token. */
  | { type: 'expiring'; expiresIn: number }
  /** The tokens could not be saved or read, which stops nothing. */
  | { type: 'persist'; outcome: 'failed'; action: 'load' | 'save' | 'remove' };

/** Why there was a refresh. */
export type RefreshReason = 'margin' | 'expired' | 'rejected';

/** One kind of {@link ClientEvent}. */
export type EventOf<Type extends ClientEvent['type']> = Extract<ClientEvent, { type: Type }>;

/** Options of a call that may wait. */
export interface WaitOptions {
  /** Ends this call's waiting; the refresh that others wait for goes on. */
  signal?: AbortSignal | null;
}

/** Holds the tokens of one session and sends requests with them. */
export interface Client {
  /** The access token, refreshed if need be. Better use {@link Client.fetch}, which keeps it from going astray. */
  token(options?: WaitOptions): Promise<string>;
  /** As the global `fetch`, with the token. See the README for what is sent again, and when. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * Logs in anew, whatever is held. In a browser the new session is that of all tabs.
   *
   * @param credentials go into the body of the login endpoint, or to your login function
   */
  login(credentials?: object, options?: WaitOptions): Promise<void>;
  /**
   * Gives the tokens back to the server and wipes them, even if the server cannot be reached.
   * After that calls fail with `logged_out`, until `login()`, here or in another tab.
   *
   * @returns whether the server has confirmed it; also true if there was nothing to give back, but
   *   not if `dispose()` has wiped it before
   */
  logout(options?: WaitOptions): Promise<boolean>;
  /**
   * Wipes the tokens and lets go of everything. After that calls fail with `client_disposed`. A
   * logout that is under way may end first, for `timeout` seconds.
   */
  dispose(): Promise<void>;
  /** Calls {@link Client.dispose}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
  /** Calls `listener` for each event of that type; returns what ends it. */
  on<Type extends ClientEvent['type']>(type: Type, listener: (event: EventOf<Type>) => void): () => void;
  /** What is held now. */
  readonly state: TokenState;
  /** Seconds until the access token expires, `Infinity` if nobody knows; `undefined` if there is none. */
  readonly expiresIn: number | undefined;
}
