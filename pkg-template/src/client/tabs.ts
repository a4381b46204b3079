/**
 * Tabs of one browser that share a session. A tab about to refresh, while it alone may, asks the
 * others whether one of them has a newer pair. The answer is sealed for that tab, with a key
 * of a Diffie-Hellman exchange: whoever listens on the channel learns nothing.
 * @internal
 */
import { open, seal } from './sealing.js';
import { isNewer, type Stamp } from './copy.js';
import { webLocks } from './locks.js';
import { sleep } from './waiting.js';

/** What a tab has, for others. @internal */
export interface Tab {
  stamp(): Stamp | undefined;
  /** Wipe it after use. */
  copy(): Uint8Array;
  /** Another tab has logged out of this session. */
  loggedOut(): void;
}

type Message = { from: string } & (
  | { type: 'ask'; id: string; stamp: Stamp | undefined; any: boolean; key: Uint8Array }
  | { type: 'tell'; id: string; key?: Uint8Array; sealed?: Uint8Array }
  | { type: 'logout'; session: string }
  | { type: 'bye' }
);
type Unsent<M> = M extends Message ? Omit<M, 'from'> : never;

/** Seconds to wait for tabs that are known to be there; they may be busy. */
const PATIENCE = 1;
/** Seconds when nobody knows whether there are any. */
const SHORT = 0.1;

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** Whether there are tabs here, and what they need. @internal */
export function haveTabs(): boolean {
  const isBrowser = typeof document === 'object' || typeof (globalThis as { importScripts?: unknown }).importScripts === 'function';
  return isBrowser && typeof BroadcastChannel === 'function' && globalThis.crypto?.subtle !== undefined && globalThis.location?.origin !== 'null';
}

/** @internal */
export class Tabs {
  readonly #name: string;
  readonly #tab: Tab;
  readonly #channel: BroadcastChannel;
  readonly #self = randomId();
  /** Tabs that have been heard of and have not said goodbye. */
  readonly #known = new Set<string>();
  readonly #answers = new Map<string, (message: Message & { type: 'tell' }) => void>();
  /** Lets go of the sign that this tab is here. */
  #leave = () => {};

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
  async ask(stamp: Stamp | undefined, any: boolean): Promise<Uint8Array | undefined> {
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
      void sleep(others === undefined ? SHORT : PATIENCE).then(() => resolve(undefined));
    });
    this.#send({ type: 'ask', id, stamp, any, key });
    const told = await answer;
    this.#answers.delete(id);
    if (told?.sealed === undefined || told.key === undefined) return undefined;
    return open(await sharedKey(pair.privateKey, told.key), told.sealed, `${this.#name} ${id}`);
  }

  /** Tells all tabs of a session that it is over. */
  logOut(session: string): void {
    this.#send({ type: 'logout', session });
  }

  /** Whether other tabs have been heard of that may still be there. */
  get areThereOthers(): boolean {
    return this.#known.size > 0;
  }

  close(): void {
    this.#hidden();
    this.#channel.close();
    globalThis.removeEventListener?.('pagehide', this.#hidden);
    globalThis.removeEventListener?.('pageshow', this.#shown);
  }

  async #receive(message: Message): Promise<void> {
    if (message.type === 'bye') return void this.#known.delete(message.from);
    this.#known.add(message.from);
    if (message.type === 'tell') return this.#answers.get(message.id)?.(message);
    const stamp = this.#tab.stamp();
    if (message.type === 'logout') {
      if (stamp !== undefined && stamp.session === message.session) this.#tab.loggedOut();
      return;
    }
    // Of a later version.
    if (message.type !== 'ask') return;
    if (stamp === undefined || !isNewer(stamp, message.stamp, message.any)) {
      return this.#send({ type: 'tell', id: message.id });
    }
    const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveKey']);
    const key = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    const shared = await sharedKey(pair.privateKey, message.key);
    // Only now, with a key to seal it: there may have been a logout meanwhile, which whoever asks has heard before.
    if (this.#tab.stamp() !== stamp) return this.#send({ type: 'tell', id: message.id });
    const sealed = await seal(shared, this.#tab.copy(), `${this.#name} ${message.id}`);
    if (this.#tab.stamp() !== stamp) return this.#send({ type: 'tell', id: message.id });
    this.#send({ type: 'tell', id: message.id, key, sealed });
  }

  #send(message: Unsent<Message>): void {
    this.#channel.postMessage({ ...message, from: this.#self });
  }

  /** How many other tabs are there; undefined if there is no way to know. */
  async #others(): Promise<number | undefined> {
    const locks = await webLocks()?.query();
    const here = locks?.held?.filter(({ name }) => name === this.#sign).length;
    return here === undefined ? undefined : Math.max(0, here - 1);
  }

  get #sign(): string {
    return `${this.#name} is open`;
  }

  #enter(): void {
    const left = new Promise<void>((resolve) => {
      this.#leave = resolve;
    });
    webLocks()?.request(this.#sign, { mode: 'shared' }, () => left).catch(() => {});
  }

  readonly #hidden = () => {
    this.#send({ type: 'bye' });
    this.#leave();
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
