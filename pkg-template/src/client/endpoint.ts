/** Asking a server for tokens: one POST, its answer never as a string. @internal */
import { discard, uncached } from '../http/exchange.js';
import type { Fetch } from '../http/fetch-text.js';
import { WRITE_FORM, WRITE_JSON } from '../bridge/codes.js';
import type { TokenHolder } from '../tokens/holder.js';
import type { Endpoint } from './types.js';

/** An {@link Endpoint} that has been checked. @internal */
export interface CheckedEndpoint {
  readonly url: URL;
  readonly body: Endpoint['body'];
  readonly form: boolean;
  readonly parameter: string;
  readonly headers: Record<string, string>;
  readonly credentials: RequestCredentials | undefined;
}

/** Largest token response that is read, in bytes. */
const MAX_BYTES = 64 * 1024;

const encoder = new TextEncoder();

/** What goes along with one request. @internal */
export interface Sending {
  fetch: Fetch;
  signal: AbortSignal;
  /** Further members of the body. */
  members?: object;
  /** Whose refresh token goes into the body. */
  holder?: TokenHolder;
  authorization?: string;
  keepalive?: boolean;
}

/** Posts to an endpoint. Redirects are not followed: a refresh token goes nowhere else. @internal */
export async function post(endpoint: CheckedEndpoint, sending: Sending): Promise<Response> {
  const own = typeof endpoint.body === 'function' ? await endpoint.body() : endpoint.body;
  return await postNow(endpoint, sending, own);
}

/** Sends the request at once, when there is no time to ask for a body. @internal */
export function postNow(endpoint: CheckedEndpoint, sending: Sending, own?: object): Promise<Response> {
  const { fetch, signal, members, holder, authorization, keepalive } = sending;
  const body = bodyOf(endpoint, { ...own, ...members }, holder);
  const headers = new Headers({ accept: 'application/json', ...endpoint.headers });
  headers.set('content-type', endpoint.form ? 'application/x-www-form-urlencoded' : 'application/json');
  if (authorization !== undefined) headers.set('authorization', authorization);
  const init: RequestInit = { ...uncached(), method: 'POST', headers, body: body as BodyInit, redirect: 'manual', signal };
  if (endpoint.credentials !== undefined) init.credentials = endpoint.credentials;
  if (keepalive === true) init.keepalive = true;
  // Whatever the runtime needed of the body it has copied by the time there is an answer.
  return whenSettled(fetch(endpoint.url.href, init), () => body.fill(0));
}

async function whenSettled<T>(promise: Promise<T>, then: () => void): Promise<T> {
  try {
    return await promise;
  } finally {
    then();
  }
}

/** The body as bytes: of a refresh token there is no string. */
function bodyOf({ form, parameter }: CheckedEndpoint, members: object, holder: TokenHolder | undefined): Uint8Array {
  const token = holder?.refreshTokenBytes(form ? WRITE_FORM : WRITE_JSON);
  const rest = form ? formOf(members) : JSON.stringify(members);
  if (token === undefined) return encoder.encode(rest);
  const name = form ? `${encodeURIComponent(parameter)}=` : `{${JSON.stringify(parameter)}:`;
  const end = form ? (rest === '' ? '' : `&${rest}`) : rest === '{}' ? '}' : `,${rest.slice(1)}`;
  const body = joined(encoder.encode(name), token, encoder.encode(end));
  token.fill(0);
  return body;
}

function formOf(members: object): string {
  const pairs = Object.entries(members).filter(([, value]) => value !== undefined && value !== null);
  return new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
}

/** @internal */
export function joined(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** More than a token response can be; asking again would bring the same. @internal */
export class TooLarge extends Error {
  constructor() {
    super(`more than ${MAX_BYTES} bytes`);
  }
}

/** The bytes of an answer; rejects if there are too many. Wipe them after use. @internal */
export async function bytesOf(response: Response): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return joined(...parts);
      parts.push(value);
      size += value.length;
      if (size > MAX_BYTES) throw new TooLarge();
    }
  } finally {
    discard(reader);
    for (const part of parts) part.fill(0);
  }
}

/** Whether it is an answer: also the `Response` of a library that brings its own, as undici does. @internal */
export function isResponse(answer: unknown): answer is Response {
  const { status, headers } = (answer ?? {}) as Partial<Response>;
  return typeof status === 'number' && typeof headers?.get === 'function';
}
