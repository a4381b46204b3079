/** Takes credentials out of what is going to be logged. */
import { REDACTED } from '../bridge/codes.js';
import { isSecretName, redactText } from './text.js';
import { Walk } from './walk.js';

/**
 * A copy of a value without its credentials; the value itself is never changed.
 *
 * In strings, JWTs, API keys, private keys, `Bearer` and other credentials, cookies, passwords in
 * URLs and the values of secret names (`password=`, `"apiKey":`) become `[redacted]`, as does any
 * member of an object with a secret name, whatever it holds. API keys are those of `generateApiKey`
 * and those that some 45 vendors give a form of their own (`ghp_…`, `sk_live_…`, `AKIA…`); webhook
 * URLs of Slack, Discord, Teams, Zapier and IFTTT lose what is secret in them. What is made to be
 * public (`pk_live_…`) stays, and what could be something else, such as bare hexadecimal digits. Objects, arrays, maps, sets, errors,
 * headers and URLs are copied, up to some ten thousand members; what is beyond is `'[truncated]'`,
 * and what holds itself `'[circular]'`. Functions, symbols, dates and bytes are left as they are.
 *
 * Never throws: what cannot be read is `'[redacted]'`.
 *
 * @example
 * ```ts
 * redact('GET /?access_token=abc&page=2'); // 'GET /?access_token=[redacted]&page=2'
 * redact({ user: 'ann', dbPassword: 'x' }).dbPassword; // '[redacted]'
 * ```
 */
export function redact<T>(value: T): T {
  try {
    return new Walk(redactText, isSecretName).copy(value) as T;
  } catch {
    return REDACTED as T;
  }
}

/** What to spread into pino's options; see {@link pinoRedaction}. */
export interface PinoRedaction {
  hooks: { streamWrite(line: string): string };
}

/**
 * Makes every line of a pino logger, and of its children, free of credentials: messages and their
 * arguments, merged objects, bindings, and what serializers make of errors, requests and responses.
 * The finished line is looked at, so nothing can be added to it afterwards. Needs pino's hook
 * `streamWrite` (10, and late versions of 9); it is ignored by older ones.
 *
 * @example
 * ```ts
 * const logger = pino({ level: 'debug', ...pinoRedaction() });
 * ```
 */
export function pinoRedaction(): PinoRedaction {
  return { hooks: { streamWrite: redactLine } };
}

/** A line of JSON stays one. */
function redactLine(line: string): string {
  const text = redact(line);
  if (text === line) return line;
  try {
    JSON.parse(text);
    return text;
  } catch {
    // A value without an end has taken the line's end with it: member by member then.
  }
  try {
    return `${JSON.stringify(redact(JSON.parse(line)))}\n`;
  } catch {
    return `${JSON.stringify({ msg: REDACTED })}\n`;
  }
}

/** The console methods that take a line of arguments. */
const LINES = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'group', 'groupCollapsed'] as const;
/** Those that show one value. */
const VALUES = ['dir', 'dirxml', 'table'] as const;

/**
 * A console that logs to another one and redacts every argument; arguments are looked at together,
 * as they are printed: `log('password:', password)` and `log('token=%s', token)` are safe, too.
 *
 * @example
 * ```ts
 * const safe = redactConsole(console);
 * safe.log('signed in with', { password: 'x' });
 * ```
 */
export function redactConsole<C extends Record<'log' | 'info' | 'warn' | 'error' | 'debug' | 'trace', (...args: never[]) => void>>(
  console: C,
): C {
  const target = console as C & Record<string, unknown>;
  const safe = Object.create(console) as Record<string, unknown>;
  const wrap = (name: string, change: (args: unknown[]) => unknown[]): void => {
    if (typeof target[name] !== 'function') return;
    const value = (...args: unknown[]): void => {
      (target[name] as (...args: unknown[]) => void)(...change(args));
    };
    Object.defineProperty(safe, name, { value, writable: true, configurable: true, enumerable: true });
  };
  for (const name of LINES) wrap(name, redactArguments);
  for (const name of VALUES) wrap(name, ([value, ...options]) => [redact(value), ...options]);
  wrap('assert', ([condition, ...args]) => [condition, ...redactArguments(args)]);
  return safe as unknown as C;
}

/** Stands for an object in the text that arguments make together. */
const OBJECT = /\u0001(\d+)\u0002/;
/** What is logged must not pass for that. */
const MARKS = /[\u0001\u0002]/g;

/** Arguments of a console method, as one text with the objects in it where they were. */
function redactArguments(args: unknown[]): unknown[] {
  const objects: unknown[] = [];
  const plain = (text: string): string => text.replace(MARKS, '\ufffd');
  const shown = (value: unknown): string => {
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') {
      return `\u0001${objects.push(value) - 1}\u0002`;
    }
    return plain(String(value));
  };
  const [first] = args;
  // By place: to take the first one off a long array moves all others.
  let next = 1;
  const formatted =
    typeof first === 'string' && args.length > 1
      ? plain(first).replace(/%([sdifjoOc%])/g, (directive, kind) =>
          kind === '%' ? '%' : next < args.length ? shown(args[next++]) : directive,
        )
      : shown(first);
  const pieces = [formatted, ...args.slice(next).map(shown)];
  const text = pieces.join(' ');
  const safe = redact(text);
  // Nothing in the line: as it was, but for what the objects hold.
  if (safe === text) return args.map((value) => (typeof value === 'string' ? value : redact(value)));
  const [line = '', ...others] = safe.split(OBJECT);
  if (others.length === 0) return [line];
  let format = line.replaceAll('%', '%%');
  const kept: unknown[] = [];
  for (let i = 0; i < others.length; i += 2) {
    format += `%O${others[i + 1]!.replaceAll('%', '%%')}`;
    kept.push(redact(objects[Number(others[i])]));
  }
  return [format, ...kept];
}
