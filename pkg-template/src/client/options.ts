/** The options of a client, checked. @internal */
import { tagOf } from '../bridge/tags.js';
import { steadyClock, type Clock } from '../lib/clock.js';
import { check, clockOf, membersOf, optionsOf } from '../lib/options.js';
import type { Fetch } from '../http/fetch-text.js';
import type { WaitUntil } from '../lib/shared-work.js';
import { checkedUrl, insecureHostsOf } from '../http/fetch-text.js';
import type { CheckedEndpoint } from './endpoint.js';
import type { ClientOptions, Endpoint, Grant, GrantContext, Lock, PersistOptions } from './types.js';
import type { Retry } from './waiting.js';

/** What asks for tokens. @internal */
export type Source = CheckedEndpoint | Grant;

/** @internal */
export interface CheckedOptions {
  readonly baseUrl: URL;
  readonly login: Source | undefined;
  /** Whether it can be used without anybody at hand. */
  readonly isAutomatic: boolean;
  readonly refresh: Source | undefined;
  /** Whether the refresh token is a cookie, which the browser has and nobody here. */
  readonly hasCookie: boolean;
  readonly logout: CheckedEndpoint | ((context: GrantContext) => unknown) | undefined;
  /** Until it is in the holder, and nowhere else. */
  sessionToken: string | undefined;
  readonly hasSessionToken: boolean;
  readonly margin: number | undefined;
  readonly lifetime: number;
  /** Statuses that refuse a token. */
  readonly refreshOn: readonly number[];
  readonly timeout: number;
  readonly retry: Retry;
  readonly name: string;
  readonly tabs: boolean;
  readonly lock: Lock | undefined;
  readonly persist: PersistOptions | undefined;
  readonly waitUntil: WaitUntil | undefined;
  readonly logoutOnShutdown: boolean;
  readonly clock: Clock;
  readonly fetch: Fetch;
}

/** RFC 9110 section 9.2.2. */
const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'];

const KNOWN = [
  'baseUrl',
  'allowInsecure',
  'login',
  'refresh',
  'logout',
  'sessionToken',
  'rotate',
  'margin',
  'lifetime',
  'refreshOn',
  'timeout',
  'retry',
  'name',
  'tabs',
  'lock',
  'persist',
  'waitUntil',
  'logoutOnShutdown',
  'clock',
  'fetch',
];

/** @throws {TypeError} that names the option @internal */
export function planOf(options: ClientOptions): CheckedOptions {
  const given = optionsOf('createClient', options, KNOWN);
  const clock = clockOf(given, steadyClock());
  const { login, refresh, logout, sessionToken, rotate, margin, retry, lock, persist, waitUntil } = given;
  const { lifetime = Infinity, refreshOn = [401], timeout = 30, name = 'default', tabs = true, logoutOnShutdown = false } = given;
  const hosts = insecureHostsOf(given.allowInsecure);
  const baseUrl = checkedUrl('`baseUrl`', given.baseUrl, hosts);
  if (baseUrl.search !== '' || baseUrl.hash !== '') throw new TypeError('`baseUrl`: expected no query and no fragment');
  if (!baseUrl.pathname.endsWith('/')) baseUrl.pathname += '/';
  const { fetch = (input, init) => globalThis.fetch(input, init) } = given;

  check(isNumber(timeout) && timeout > 0 && timeout <= 3600, 'timeout', timeout, 'be a number of seconds over 0, at most 3600');
  check(margin === undefined || (isNumber(margin) && margin >= 0), 'margin', margin, 'be a finite number of seconds, 0 or more');
  check(typeof lifetime === 'number' && lifetime > 0, 'lifetime', lifetime, 'be a number of seconds over 0, or Infinity');
  const isRefusal = (status: unknown) => Number.isInteger(status) && (status as number) >= 400 && (status as number) < 500;
  const areRefusals = Array.isArray(refreshOn) && refreshOn.every(isRefusal);
  check(areRefusals, 'refreshOn', refreshOn, 'be an array of statuses from 400 to 499');
  check(typeof name === 'string' && name !== '', 'name', name, 'be a non-empty string');
  for (const [option, value] of Object.entries({ tabs, logoutOnShutdown })) {
    check(typeof value === 'boolean', option, value, 'be a boolean');
  }
  for (const [option, value] of Object.entries({ fetch, lock, waitUntil, rotate })) {
    check(value === undefined || typeof value === 'function', option, value, 'be a function');
  }
  if (rotate !== undefined && sessionToken === undefined) throw new TypeError('`rotate` replaces a `sessionToken`: give both');
  if (rotate !== undefined && refresh !== undefined) throw new TypeError('`rotate` and `refresh` do the same: give one');
  const renewing = refresh === undefined ? rotate : sourceOf('refresh', refresh, baseUrl, hosts);
  const hasCookie = typeof renewing === 'object' && /^(include|same-origin)$/.test(renewing.credentials ?? '');
  if (login === undefined && sessionToken === undefined && persist === undefined && !hasCookie) {
    throw new TypeError('give `login` or `sessionToken` (is the environment variable set?)');
  }
  if (sessionToken !== undefined) {
    check(typeof sessionToken === 'string', 'sessionToken', sessionToken, 'be a string');
    if (sessionToken === '') throw new TypeError('`sessionToken` is empty: is the environment variable set?');
    if (!/^[\x21-\x7e]+$/.test(sessionToken)) throw new TypeError('`sessionToken` has white space in it, or what else no token has');
  }
  const source = login === undefined ? undefined : sourceOf('login', login, baseUrl, hosts);
  return {
    baseUrl,
    login: source,
    isAutomatic: typeof source === 'function' ? source.interactive !== true : source?.body !== undefined,
    refresh: renewing,
    hasCookie,
    logout: logout === undefined ? undefined : (sourceOf('logout', logout as Grant, baseUrl, hosts) as CheckedOptions['logout']),
    sessionToken,
    hasSessionToken: sessionToken !== undefined,
    margin,
    lifetime,
    refreshOn: [...refreshOn],
    timeout,
    retry: retryOf(retry),
    name,
    tabs,
    lock,
    persist: persist === undefined ? undefined : persistOf(persist),
    waitUntil,
    logoutOnShutdown,
    clock,
    fetch,
  };
}

const isUrl = (value: unknown): value is string | URL => typeof value === 'string' || tagOf(value) === 'URL';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function sourceOf(option: string, given: string | URL | Endpoint | Grant, baseUrl: URL, hosts: string[]): Source {
  if (typeof given === 'function') return given;
  const endpoint: Endpoint = isUrl(given) ? { url: given } : given;
  check(isThing(endpoint), option, endpoint, 'be a URL, an object or a function');
  const members = optionsOf(`\`${option}\``, endpoint, ['url', 'body', 'format', 'parameter', 'headers', 'credentials']);
  const { url, body, format = 'json', parameter = 'refresh_token', headers = {}, credentials } = members;
  const named = `${option}.url`;
  check(isUrl(url), named, url, 'be a string or a URL');
  check(format === 'json' || format === 'form', `${option}.format`, format, "be 'json' or 'form'");
  check(typeof parameter === 'string' && parameter !== '', `${option}.parameter`, parameter, 'be a non-empty string');
  check(body === undefined || isThing(body), `${option}.body`, body, 'be an object or a function');
  const modes = ['include', 'same-origin', 'omit'];
  const isMode = credentials === undefined || modes.includes(credentials);
  check(isMode, `${option}.credentials`, credentials, "be 'include', 'same-origin' or 'omit'");
  const ownHeaders = membersOf(`\`${option}.headers\``, headers) as Record<string, string>;
  check(areHeaders(ownHeaders), `${option}.headers`, headers, 'be an object of header values');
  let absolute: URL;
  try {
    absolute = new URL(url!, baseUrl);
  } catch {
    throw new TypeError(`\`${named}\` is no URL`);
  }
  const checked = checkedUrl(`\`${named}\``, absolute, hosts);
  return { url: checked, body, form: format === 'form', parameter, headers: ownHeaders, credentials };
}

const isThing = (value: unknown): boolean => value !== null && /^(object|function)$/.test(typeof value);

/** Later, the runtime's own error would show the value, which may be a key. */
function areHeaders(headers: Record<string, string>): boolean {
  try {
    new Headers(headers);
    return true;
  } catch {
    return false;
  }
}

function retryOf(given: ClientOptions['retry'] = {}): Retry {
  const none: Retry = { attempts: 1, base: 0.5, cap: 30, methods: [] };
  if (given === false) return none;
  const members = optionsOf('`retry`', given, ['attempts', 'base', 'cap', 'methods']);
  const { attempts = 4, base = 0.5, cap = 30, methods = IDEMPOTENT } = members;
  check(Number.isInteger(attempts) && attempts >= 1 && attempts <= 20, 'retry.attempts', attempts, 'be a whole number from 1 to 20');
  check(isNumber(base) && base >= 0, 'retry.base', base, 'be a number of seconds, 0 or more');
  check(isNumber(cap) && cap >= 0 && cap <= 3600, 'retry.cap', cap, 'be a number of seconds from 0 to 3600');
  const texts = 'be an array of strings';
  check(Array.isArray(methods), 'retry.methods', methods, texts);
  for (const method of methods) check(typeof method === 'string', 'retry.methods', method, texts);
  return { attempts, base, cap, methods: methods.map((method) => method.toUpperCase()) };
}

function persistOf(given: PersistOptions): PersistOptions {
  const members = optionsOf('`persist`', given, ['key', 'load', 'save', 'remove']) as PersistOptions;
  for (const name of ['load', 'save', 'remove'] as const) {
    check(typeof members[name] === 'function', `persist.${name}`, members[name], 'be a function');
  }
  check(isThing(members.key), 'persist.key', members.key, 'be a CryptoKey, or a function that gets one');
  return members;
}
