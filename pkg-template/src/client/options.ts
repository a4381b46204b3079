/** The options of a client, checked. @internal */
import { givenOf, steadyClock, type Clock } from '../lib/clock.js';
import type { Fetch } from '../http/fetch-text.js';
import type { WaitUntil } from '../lib/shared-work.js';
import { checkedUrl } from '../http/fetch-text.js';
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
  readonly logout: CheckedEndpoint | ((context: GrantContext) => unknown) | undefined;
  /** Until it is in the holder, and nowhere else. */
  sessionToken: string | undefined;
  readonly hasSessionToken: boolean;
  readonly margin: number | undefined;
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
  'login',
  'refresh',
  'logout',
  'sessionToken',
  'rotate',
  'margin',
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
  const given = givenOf('createClient', options);
  refuseUnknown('createClient', given, KNOWN);
  const { login, refresh, logout, sessionToken, rotate, margin, retry, lock, persist, waitUntil } = given;
  const { timeout = 30, name = 'default', tabs = true, logoutOnShutdown = false, clock = steadyClock() } = given;
  const baseUrl = checkedUrl('`baseUrl`', given.baseUrl);
  if (baseUrl.search !== '' || baseUrl.hash !== '') throw new TypeError('`baseUrl`: expected no query and no fragment');
  if (!baseUrl.pathname.endsWith('/')) baseUrl.pathname += '/';
  const { fetch = (input, init) => globalThis.fetch(input, init) } = given;

  check('`fetch` must be a function', typeof fetch === 'function');
  check('`clock` must be a function that returns unix seconds', typeof clock === 'function');
  check('`timeout` must be a number of seconds between 0 and 3600', isNumber(timeout) && timeout > 0 && timeout <= 3600);
  check('`margin` must be a finite number of seconds, 0 or more', margin === undefined || (isNumber(margin) && margin >= 0));
  check('`name` must be a non-empty string', typeof name === 'string' && name !== '');
  check('`tabs` must be true or false', typeof tabs === 'boolean');
  check('`logoutOnShutdown` must be true or false', typeof logoutOnShutdown === 'boolean');
  check('`lock` must be a function', lock === undefined || typeof lock === 'function');
  check('`waitUntil` must be a function', waitUntil === undefined || typeof waitUntil === 'function');
  check('`rotate` must be a function', rotate === undefined || typeof rotate === 'function');
  check('`rotate` replaces a `sessionToken`: give both', rotate === undefined || sessionToken !== undefined);
  check('`rotate` and `refresh` do the same: give one', rotate === undefined || refresh === undefined);
  check(
    'give `login` or `sessionToken` (is the environment variable set?)',
    login !== undefined || sessionToken !== undefined || persist !== undefined,
  );
  if (sessionToken !== undefined) {
    check('`sessionToken` must be a string', typeof sessionToken === 'string');
    check('`sessionToken` is empty: is the environment variable set?', sessionToken !== '');
    check('`sessionToken` has white space in it, or what else no token has', /^[\x21-\x7e]+$/.test(sessionToken));
  }
  const source = login === undefined ? undefined : sourceOf('login', login, baseUrl);
  return {
    baseUrl,
    login: source,
    isAutomatic: typeof source === 'function' ? source.interactive !== true : source?.body !== undefined,
    refresh: refresh === undefined ? rotate : sourceOf('refresh', refresh, baseUrl),
    logout: logout === undefined ? undefined : (sourceOf('logout', logout as Grant, baseUrl) as CheckedOptions['logout']),
    sessionToken,
    hasSessionToken: sessionToken !== undefined,
    margin,
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

function check(problem: string, holds: boolean): void {
  if (!holds) throw new TypeError(problem);
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function refuseUnknown(where: string, given: object, known: string[]): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`${where}: unknown option \`${unknown.slice(0, 40)}\`; known are ${known.join(', ')}`);
}

function sourceOf(option: string, given: string | URL | Endpoint | Grant, baseUrl: URL): Source {
  if (typeof given === 'function') return given;
  const endpoint: Endpoint = typeof given === 'string' || given instanceof URL ? { url: given } : given;
  const members = givenOf(`\`${option}\``, endpoint);
  refuseUnknown(`\`${option}\``, members, ['url', 'body', 'format', 'parameter', 'headers', 'credentials']);
  const { url, body, format = 'json', parameter = 'refresh_token', headers = {}, credentials } = members;
  const named = `\`${option}\`: \`url\``;
  check(`${named} must be a string or a URL`, typeof url === 'string' || url instanceof URL);
  check(`\`${option}\`: \`format\` must be 'json' or 'form'`, format === 'json' || format === 'form');
  check(`\`${option}\`: \`parameter\` must be a non-empty string`, typeof parameter === 'string' && parameter !== '');
  check(
    `\`${option}\`: \`body\` must be an object or a function`,
    body === undefined || (body !== null && /^(object|function)$/.test(typeof body)),
  );
  check(
    `\`${option}\`: \`headers\` must be an object of header values`,
    typeof headers === 'object' && headers !== null && areHeaders(headers),
  );
  let absolute: URL;
  try {
    absolute = new URL(url!, baseUrl);
  } catch {
    throw new TypeError(`${named} is no URL`);
  }
  const checked = checkedUrl(named, absolute);
  return { url: checked, body, form: format === 'form', parameter, headers: { ...headers }, credentials };
}

/** Later, the runtime's own error would show the value, which may be a key. */
function areHeaders(headers: Record<string, string>): boolean {
  try {
    new Headers(headers);
    return true;
  } catch {
    return false;
  }
}

function retryOf(given: ClientOptions['retry']): Retry {
  const none: Retry = { attempts: 1, base: 0.5, cap: 30, methods: [] };
  if (given === false) return none;
  const members = given === undefined ? {} : givenOf('`retry`', given);
  refuseUnknown('`retry`', members, ['attempts', 'base', 'cap', 'methods']);
  const { attempts = 4, base = 0.5, cap = 30, methods = IDEMPOTENT } = members;
  check('`retry`: `attempts` must be a whole number between 1 and 20', Number.isInteger(attempts) && attempts >= 1 && attempts <= 20);
  check('`retry`: `base` must be a number of seconds, 0 or more', isNumber(base) && base >= 0);
  check('`retry`: `cap` must be a number of seconds between 0 and 3600', isNumber(cap) && cap >= 0 && cap <= 3600);
  check('`retry`: `methods` must be an array of strings', Array.isArray(methods) && methods.every((method) => typeof method === 'string'));
  return { attempts, base, cap, methods: methods.map((method) => method.toUpperCase()) };
}

function persistOf(given: PersistOptions): PersistOptions {
  const members = givenOf('`persist`', given) as PersistOptions;
  refuseUnknown('`persist`', members, ['key', 'load', 'save', 'remove']);
  for (const name of ['load', 'save', 'remove'] as const) {
    check(`\`persist\`: \`${name}\` must be a function`, typeof members[name] === 'function');
  }
  check(
    '`persist`: `key` must be a CryptoKey, or a function that gets one',
    members.key !== null && /^(object|function)$/.test(typeof members.key),
  );
  return members;
}
