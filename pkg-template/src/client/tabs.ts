/**
 * Tabs of one browser that share a session, as they would share its cookie: whoever logs in or out
 * tells all, and all go by the newest session. A tab about to refresh, while it alone may, asks the
 * others whether one of them has a newer pair. The answer is sealed for that tab, with a key
 * of a Diffie-Hellman exchange: whoever listens on the channel learns nothing.
 * @internal
 */
import { open, seal } from './sealing.js';
import { HEARD, isNewer, isTime, OVER, type SessionStamp } from './token-copy.js';
import { webLocks } from './locks.js';
import { allowed, isBrowser } from '../lib/runtime.js';
import { sleep } from './waiting.js';

/** What a tab has, for others. @internal */
export interface Tab {
  /** The stamp of the newest session it knows. */
  known(): SessionStamp | undefined;
  /** The stamp of the pair that it holds. */
  pair(): SessionStamp | undefined;
  /** Wipe it after use. */
  copy(): Uint8Array;
  /** Another tab knows of this session, or that it is over. It gives back pairs of the last one up to `returned`. */
  heard(stamp?: SessionStamp, returned?: Partial<SessionStamp>): void;
}

type Message = { from: string } & (
  | { type: 'ask'; id: string; stamp: SessionStamp | undefined; key: Uint8Array }
  | { type: 'tell'; id: string; key?: Uint8Array; sealed?: Uint8Array }
  | { type: 'session'; session: string; began: number; isOver: boolean; returned?: Partial<SessionStamp> }
  | { type: 'return'; returned: Partial<SessionStamp> }
  | { type: 'hello'; stamp: SessionStamp | undefined }
  | { type: 'bye' }
);
type Unsent<M> = M extends Message ? Omit<M, 'from'> : never;

/** Seconds to wait for tabs that are known to be there; they may be busy. */
const PATIENCE = 1;
/** Seconds when nobody knows whether there are any, nor has heard of their session. */
const SHORT = 0.1;

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** Whether there are tabs here, and what they need. @internal */
export function haveTabs(): boolean {
  return (
    allowed(
      () => isBrowser && typeof BroadcastChannel === 'function' && globalThis.crypto.subtle !== undefined && globalThis.origin !== 'null',
    ) === true
  );
}

/** @internal */
export class Tabs {
  readonly #name: string;
  readonly #tab: Tab;
  readonly #channel: BroadcastChannel;
  readonly #self = randomId();
  /** Tabs that have asked for tokens or answered, and have not said goodbye. */
  readonly #known = new Set<string>();
  readonly #answers = new Map<string, (message: Message & { type: 'tell' }) => void>();
  /** Lets go of the sign that this tab is here, and stops looking for those of others. */
  #leave = () => {};
  #leaving = new AbortController();
  #isClosed = false;

  constructor(name: string, tab: Tab) {
    this.#name = name;
    this.#tab = tab;
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = ({ data }) => void this.#receive(data as Message).catch(() => {});
    this.#enter();
    // A page that is kept for going back answers nobody meanwhile.
    globalThis.addEventListener?.('pagehide', this.#hidden);
    globalThis.addEventListener?.('pageshow', this.#shown);
  }

  /** A newer pair of another tab, if there is one. */
  async ask(stamp: SessionStamp | undefined): Promise<Uint8Array | undefined> {
    const others = await this.#others();
    if (others === 0) return undefined;
    const id = randomId();
    const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveKey']);
    const key = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    let heard = 0;
    const answer = new Promise<(Message & { type: 'tell' }) | undefined>((resolve) => {
      this.#answers.set(id, (message) => {
        heard += 1;
        if (message.sealed !== undefined) resolve(message);
        else if (others !== undefined && heard >= others) resolve(undefined);
      });
      void sleep(others === undefined && stamp?.serial !== HEARD ? SHORT : PATIENCE).then(() => resolve(undefined));
    });
    this.#send({ type: 'ask', id, stamp, key });
    const told = await answer;
    this.#answers.delete(id);
    if (told?.sealed === undefined || told.key === undefined) return undefined;
    return open(await sharedKey(pair.privateKey, told.key), told.sealed, `${this.#name} ${id}`);
  }

  /** Tells all tabs of a session: it is that of all from now on, or over. */
  announce({ session, began, serial }: SessionStamp, returned?: SessionStamp): void {
    this.#send({ type: 'session', session, began, isOver: serial === OVER, returned });
  }

  /** Tells all tabs that this pair is being given back. */
  announceReturn(returned: SessionStamp): void {
    this.#send({ type: 'return', returned });
  }

  /** Whether other tabs have been heard of that may still be there. */
  get areThereOthers(): boolean {
    return this.#known.size > 0;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#hidden();
    this.#isClosed = true;
    this.#channel.close();
    globalThis.removeEventListener?.('pagehide', this.#hidden);
    globalThis.removeEventListener?.('pageshow', this.#shown);
  }

  async #receive(message: Message): Promise<void> {
    if (typeof message.from !== 'string') return;
    if (message.type === 'bye') return void this.#known.delete(message.from);
    if (message.type === 'hello') {
      const known = this.#tab.known();
      if (known !== undefined && isNewer(known, message.stamp)) this.announce(known);
      return;
    }
    if (message.type === 'return') return this.#tab.heard(undefined, message.returned);
    if (message.type === 'session') {
      const { session, began, isOver, returned } = message;
      if (typeof session === 'string' && isTime(began)) this.#tab.heard({ session, began, serial: isOver ? OVER : HEARD }, returned);
      return;
    }
    this.#meet(message.from);
    if (message.type === 'tell') return this.#answers.get(message.id)?.(message);
    // Of a later version.
    if (message.type !== 'ask') return;
    const stamp = this.#tab.pair();
    if (stamp === undefined || !isNewer(stamp, message.stamp)) {
      return this.#send({ type: 'tell', id: message.id });
    }
    const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveKey']);
    const key = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    const shared = await sharedKey(pair.privateKey, message.key);
    // Only now, with a key to seal it: there may have been a logout meanwhile, which whoever asks has heard before.
    if (this.#tab.pair() !== stamp) return this.#send({ type: 'tell', id: message.id });
    const sealed = await seal(shared, this.#tab.copy(), `${this.#name} ${message.id}`);
    if (this.#tab.pair() !== stamp) return this.#send({ type: 'tell', id: message.id });
    this.#send({ type: 'tell', id: message.id, key, sealed });
  }

  #send(message: Unsent<Message>): void {
    if (!this.#isClosed) allowed(() => this.#channel.postMessage({ ...message, from: this.#self }));
  }

  /** How many other tabs are there; undefined if there is no way to know. */
  async #others(): Promise<number | undefined> {
    const locks = await webLocks()
      ?.query()
      .catch(() => undefined);
    return locks?.held?.filter(({ name }) => name?.startsWith(this.#signOf('')) === true && name !== this.#signOf(this.#self)).length;
  }

  /** The lock that a tab holds as long as it is there. A crash lets go of it too. */
  #signOf(tab: string): string {
    return `${this.#name} is open ${tab}`;
  }

  #meet(tab: string): void {
    if (this.#known.has(tab)) return;
    this.#known.add(tab);
    this.#watch(tab);
  }

  /** Forgets a tab as soon as its sign can be had. */
  #watch(tab: string): void {
    const { signal } = this.#leaving;
    webLocks()
      ?.request(this.#signOf(tab), { signal }, () => void this.#known.delete(tab))
      .catch(() => {});
  }

  #enter(): void {
    this.#leaving = new AbortController();
    const left = new Promise<void>((resolve) => {
      this.#leave = resolve;
    });
    webLocks()
      ?.request(this.#signOf(this.#self), () => left)
      .catch(() => {});
    for (const tab of this.#known) this.#watch(tab);
    // What it has missed, while it was not there or was kept for going back.
    this.#send({ type: 'hello', stamp: this.#tab.known() });
  }

  readonly #hidden = () => {
    this.#send({ type: 'bye' });
    this.#leave();
    this.#leaving.abort();
  };
  readonly #shown = ({ persisted }: Event & { persisted?: boolean }) => {
    if (persisted === true) this.#enter();
  };
}

const randomId = (): string => crypto.getRandomValues(new Uint32Array(3)).join('-');

async function sharedKey(privateKey: CryptoKey, theirs: Uint8Array): Promise<CryptoKey> {
  const publicKey = await crypto.subtle.importKey('raw', theirs as Uint8Array<ArrayBuffer>, CURVE, false, []);
  const cipher = { name: 'AES-GCM', length: 256 };
  return crypto.subtle.deriveKey({ name: 'ECDH', public: publicKey }, privateKey, cipher, false, ['encrypt', 'decrypt']);
}
