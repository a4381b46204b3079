/** Logging out when the program or the page ends. @internal */
import { sleep } from './waiting.js';

/** @internal */
export interface Closing {
  /** For a process that is about to end. */
  logOut(): Promise<unknown>;
  /** For a page that is about to go. */
  logOutNow(): void;
}

interface Process {
  pid: number;
  once(signal: string, listener: () => void): void;
  removeListener(signal: string, listener: () => void): void;
  listenerCount(signal: string): number;
  kill(pid: number, signal: string): void;
  exit(code: number): void;
}

/** With the codes that a shell shows for them. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
/** Seconds that a process which is told to end may still take. */
const PATIENCE = 3;

/** One listener for all clients, and none without any. */
const closings = new Set<Closing>();

/** Returns what undoes it. @internal */
export function atShutdown(closing: Closing): () => void {
  if (closings.size === 0) listen();
  closings.add(closing);
  return () => {
    closings.delete(closing);
    if (closings.size === 0) unlisten();
  };
}

const onSignal = Object.fromEntries(Object.entries(SIGNALS).map(([signal, code]) => [signal, () => void ended(signal, code)]));

async function ended(signal: string, code: number): Promise<void> {
  const process = processOf()!;
  // A second signal is to end the process at once, as it would without us.
  unlisten();
  // What else listens has taken the ending upon itself.
  const isOurs = process.listenerCount(signal) === 0;
  const all = Promise.allSettled([...closings].map((closing) => closing.logOut()));
  await Promise.race([all, sleep(PATIENCE)]);
  if (!isOurs) return;
  try {
    process.kill(process.pid, signal);
  } catch {
    process.exit(code); // Deno asks for a permission to kill, also oneself
  }
}

const onPageHide = () => {
  for (const closing of closings) closing.logOutNow();
};

function listen(): void {
  for (const signal in SIGNALS) processOf()?.once(signal, onSignal[signal]!);
  if (typeof document === 'object') globalThis.addEventListener('pagehide', onPageHide);
}

function unlisten(): void {
  for (const signal in SIGNALS) processOf()?.removeListener(signal, onSignal[signal]!);
  if (typeof document === 'object') globalThis.removeEventListener('pagehide', onPageHide);
}

function processOf(): Process | undefined {
  const { process } = globalThis as { process?: Partial<Process> };
  return typeof process?.once === 'function' && typeof process.kill === 'function' ? (process as Process) : undefined;
}
