/**
 * Fetching a small JSON text from a host that may be slow, broken or hostile: bounded in time and
 * size, and never led to another origin.
 * @internal
 */

import { tagOf } from '../bridge/tags.js';
import { discard } from './exchange.js';
import '../lib/web-types.js';

/** A fetch function: the global one, a service binding's, or a test's. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface FetchLimits {
  /** Seconds for everything together. */
  timeout: number;
  maxBytes: number;
  fetch: Fetch;
  headers: Record<string, string>;
}

/** RFC 9110 section 15.4: those that name another place for the same request. */
const REDIRECTS = [301, 302, 303, 307, 308];
const MAX_REDIRECTS = 3;

/**
 * Reads the option `allowInsecure`: hosts that may be asked over `http:`, written as `URL` writes them.
 *
 * @throws {TypeError} for what is no host, and for a URL or a pattern
 */
export function insecureHostsOf(given: unknown = []): string[] {
  const isHost = (host: unknown) => typeof host === 'string' && /^[\w.:[\]-]+$/.test(host) && URL.canParse(`http://${host}`);
  if (Array.isArray(given) && given.every(isHost)) return given.map((host: string) => new URL(`http://${host}`).host);
  throw new TypeError("`allowInsecure` must be an array of hosts, such as ['keycloak:8080']");
}

/**
 * Reads an option that is a URL; throws a `TypeError` unless it is `https:`, or `http:` on this very machine
 * or one of `hosts`.
 */
export function checkedUrl(name: string, given: unknown, hosts?: readonly string[], loopbackToo = true): URL {
  let url: URL;
  try {
    // An array of one URL would do too.
    url = new URL(typeof given === 'string' || tagOf(given) === 'URL' ? (given as string | URL) : '');
  } catch {
    throw new TypeError(`${name}: expected an absolute URL`);
  }
  const loopback = loopbackToo && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && (loopback || hosts?.includes(url.host)))) {
    throw new TypeError(`${name}: expected an https: URL (http: is for loopback ${hosts ? 'and `allowInsecure`' : 'only'})`);
  }
  if (url.username !== '' || url.password !== '') throw new TypeError(`${name}: a URL must not hold a password`);
  return url;
}

/** An answer other than 200. */
export class StatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

/** Fetches a text; rejects for anything but a whole, small 200 answer in time. */
export async function fetchText(url: URL, { timeout, maxBytes, fetch, headers }: FetchLimits): Promise<string> {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A race too: not every fetch function heeds the signal.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${timeout} s`));
      abort.abort();
    }, timeout * 1000);
  });
  try {
    const init: RequestInit = { headers, redirect: 'manual', signal: abort.signal };
    return await Promise.race([answer(url, fetch, init, maxBytes), late]);
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

async function answer(first: URL, fetch: Fetch, init: RequestInit, maxBytes: number): Promise<string> {
  let url = first;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    // Copies: what a fetch function adds is for this request, and not for the next host.
    const response = await fetch(url.href, { ...init, headers: { ...(init.headers as FetchLimits['headers']) } });
    // A fetch function that follows them by itself.
    if (response.redirected && new URL(response.url).origin !== first.origin) throw new Error('redirected to another origin');
    if (response.status === 200) return body(response, maxBytes);
    const location = response.headers.get('location');
    discard(response.body);
    if (!REDIRECTS.includes(response.status) || location === null) throw new StatusError(response.status);
    url = new URL(location, url);
    // Whoever can redirect us elsewhere could name the keys.
    if (url.origin !== first.origin) throw new Error('redirected to another origin');
  }
  throw new Error('too many redirects');
}

async function body(response: Response, maxBytes: number): Promise<string> {
  const tooLarge = () => new Error(`more than ${maxBytes} bytes`);
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    discard(response.body);
    throw tooLarge();
  }
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > maxBytes) {
      discard(reader);
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}
