/** One request of the caller, as it is sent each time. @internal */
import { tagOf } from '../bridge/tags.js';
import { discard, uncached } from '../http/exchange.js';
import type { Fetch } from '../http/fetch-text.js';
import { joined } from './endpoint.js';
import { isBrowser } from '../lib/runtime.js';
import { unlessStopped, type Stop } from './waiting.js';

/** What of a `Request` becomes of an `init`, where the runtime has it. */
const MEMBERS = [
  'method',
  'headers',
  'body',
  'redirect',
  'signal',
  'credentials',
  'cache',
  'mode',
  'integrity',
  'keepalive',
  'referrer',
  'referrerPolicy',
  'duplex',
  'priority',
  'cf',
];

/** As many as the Fetch Standard follows. */
const MAX_REDIRECTS = 20;

/** Bytes of a `Request`'s body that are kept to be sent again. */
const LONGEST_KEPT = 1024 * 1024;

/** What another origin must not see (Fetch Standard, HTTP-redirect fetch; the last two browsers set themselves). */
const OWN_HEADERS = ['authorization', 'proxy-authorization', 'cookie', 'host'];

/** Headers that are about a body (Fetch Standard, HTTP-redirect fetch). */
const BODY_HEADERS = ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type'];

/** @internal */
export interface Outgoing {
  readonly method: string;
  readonly signal: AbortSignal | null | undefined;
  /** Whether the body can be sent a second time: a stream cannot. */
  readonly canSendAgain: boolean;
  /** `authorize` is asked for each hop of redirects; `inTurn` says when it goes out. */
  send(fetch: Fetch, authorize: () => Promise<string>, inTurn: (hop: () => Promise<Response>) => Promise<Response>): Promise<Answer>;
}

/** @internal */
export interface Answer {
  readonly response: Response;
  /** Whether who answered has seen the token: another origin, where a redirect has led, has not. */
  readonly isAuthorized: boolean;
}

/** @throws {TypeError} for another origin, and for what `fetch` does not take @internal */
export async function outgoing(baseUrl: URL, input: string | URL | Request, init: RequestInit = {}): Promise<Outgoing> {
  const isRequest = isRequestLike(input);
  const url = new URL(isRequest ? input.url : input, baseUrl);
  // A `blob:` URL has the origin of its page.
  if (url.origin !== baseUrl.origin || url.protocol !== baseUrl.protocol) {
    throw new TypeError('client.fetch: the token goes to the origin of `baseUrl` only; use `fetch` for others');
  }
  if (url.username !== '' || url.password !== '') throw new TypeError('client.fetch: a URL must not hold a password');
  const given = membersGiven(init);
  const own: RequestInit = isRequest ? { ...(await membersOf(input, given)), ...given } : given;
  // workerd refuses `cache` beside a `cf` that says how long to keep an answer.
  const whole: RequestInit = 'cf' in own ? own : { ...uncached(), ...own };
  const headers = new Headers(whole.headers);
  if (headers.has('authorization')) throw new TypeError('client.fetch: `Authorization` is set by the client');
  const { signal, method = 'GET' } = whole;
  const body = snapshot(whole.body);
  const canSendAgain = isRepeatable(body);
  return {
    method: method.toUpperCase(),
    signal,
    canSendAgain,
    send: (fetch, authorize, inTurn) => sendOnce({ fetch, authorize, inTurn }, url, { ...whole, method, headers, body }, canSendAgain),
  };
}

interface Means {
  fetch: Fetch;
  authorize: () => Promise<string>;
  inTurn: (hop: () => Promise<Response>) => Promise<Response>;
}

async function sendOnce(
  { fetch, authorize, inTurn }: Means,
  first: URL,
  init: RequestInit & { method: string },
  canSendAgain: boolean,
): Promise<Answer> {
  let url = first;
  let { method, body } = init;
  const headers = new Headers(init.headers);
  let isHome = true;
  // Browsers show no redirect to scripts. They drop the header at another origin by themselves.
  const followsAlone = isBrowser || (init.redirect ?? 'follow') !== 'follow';
  for (let hops = 0; ; hops += 1) {
    const response = await inTurn(async () => {
      // The last hop may have taken longer than the token lasted.
      if (isHome) headers.set('authorization', await authorize());
      return await fetch(url.href, { ...init, method, body, headers, ...(followsAlone ? {} : { redirect: 'manual' }) });
    });
    const location = response.headers.get('location');
    if (followsAlone || location === null || ![301, 302, 303, 307, 308].includes(response.status)) {
      return { response, isAuthorized: isHome && (!response.url || new URL(response.url).origin === first.origin) };
    }
    discard(response.body);
    if (hops === MAX_REDIRECTS) throw new TypeError('client.fetch: too many redirects');
    const next = new URL(location, url);
    if (next.protocol !== 'https:' && next.protocol !== 'http:') throw new TypeError('client.fetch: redirected to what is not HTTP');
    if (next.origin !== url.origin) {
      isHome = false;
      for (const name of OWN_HEADERS) headers.delete(name);
    }
    const { status } = response;
    if (status === 303 ? !/^(GET|HEAD)$/i.test(method) : status < 303 && /^POST$/i.test(method)) {
      method = 'GET';
      body = undefined;
      for (const name of BODY_HEADERS) headers.delete(name);
    } else if (body !== undefined && body !== null && !canSendAgain) {
      throw new TypeError('client.fetch: redirected, with a body that cannot be sent again');
    }
    if (next.hash === '') next.hash = url.hash;
    url = next;
  }
}

/** Not the URLs of other libraries, which are text to `fetch` too. */
function isRequestLike(input: string | URL | Request): input is Request {
  return input !== null && typeof input === 'object' && typeof (input as Request).url === 'string';
}

/** As in every dictionary of the web, undefined is not given, and inherited is: a `Request` may be an `init`. */
function membersGiven(init: RequestInit): RequestInit {
  const given: Record<string, unknown> = {};
  for (const name in init) {
    const value = (init as Record<string, unknown>)[name];
    if (value !== undefined) given[name] = value;
  }
  return given as RequestInit;
}

async function membersOf(request: Request, { body, signal = request.signal }: RequestInit): Promise<RequestInit> {
  const members: Record<string, unknown> = {};
  for (const name of MEMBERS) {
    const value = (request as unknown as Record<string, unknown>)[name];
    if (value !== undefined && value !== null) members[name] = value;
  }
  // What a `Request` says of whose maker has said nothing.
  if (members['cache'] === 'default') delete members['cache'];
  // Browsers show the body as a stream, which they send over HTTP/2 only, or not at all.
  const isHidden = isBrowser ? request.body !== null : request.body === undefined;
  if (body !== undefined && body !== null) delete members['body'];
  else if (isHidden && !/^(GET|HEAD)$/.test(request.method)) members['body'] = await unlessStopped(request.arrayBuffer(), signal);
  else if (members['body'] !== undefined) Object.assign(members, await kept(request.body!, signal));
  return members as RequestInit;
}

/**
 * A `Request` shows its body as a stream, whatever it was made of. What is not too long is kept, and
 * can be sent again.
 */
async function kept(stream: ReadableStream<Uint8Array>, stop: Stop): Promise<RequestInit & { duplex?: 'half' }> {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  try {
    for (let size = 0; size <= LONGEST_KEPT; ) {
      const { done, value } = await unlessStopped(reader.read(), stop);
      if (done) return { body: joined(...parts) as Uint8Array<ArrayBuffer> };
      parts.push(value);
      size += value.length;
    }
  } catch (error) {
    discard(reader, error);
    throw error;
  }
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      // By place: to take the first one off a million moves all others.
      const next = at < parts.length ? parts[at++] : (await reader.read()).value;
      if (next === undefined) controller.close();
      else controller.enqueue(next);
    },
    cancel: (reason) => discard(reader, reason),
  });
  return { body, duplex: 'half' };
}

/** As `fetch` does: what the caller changes afterwards is not sent, however long the token takes. */
function snapshot(body: RequestInit['body']): RequestInit['body'] {
  if (tagOf(body) === 'ArrayBuffer') return (body as ArrayBuffer).slice(0);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
  if (tagOf(body) === 'URLSearchParams') return new URLSearchParams(String(body));
  if (tagOf(body) !== 'FormData') return body;
  const copy = new FormData();
  (body as FormData).forEach((value, name) => copy.append(name, value));
  return copy;
}

function isRepeatable(body: unknown): boolean {
  if (body === undefined || body === null || typeof body === 'string') return true;
  return ArrayBuffer.isView(body) || ['ArrayBuffer', 'Blob', 'File', 'FormData', 'URLSearchParams'].includes(tagOf(body));
}
