/** The tokens of a client: in a holder, made as soon as the module is there. @internal */
import { currentMemory } from '../bridge/instance.js';
import { ready } from '../bridge/ready.js';
import { TokenHolder, type TokenState } from '../tokens/holder.js';
import type { CheckedOptions } from './options.js';

/**
 * Seconds that a request may need to arrive: a token with less left counts as expired (never more
 * than a quarter of its lifetime).
 */
const LEEWAY = 5;

export class HeldTokens {
  readonly #plan: CheckedOptions;
  #holder: TokenHolder | undefined;
  #opening: Promise<TokenHolder> | undefined;

  constructor(plan: CheckedOptions) {
    this.#plan = plan;
    if (isLoaded()) this.#open();
  }

  /** Undefined until the module is there. */
  get holder(): TokenHolder | undefined {
    return this.#holder;
  }

  get state(): TokenState {
    return this.#holder?.state ?? 'empty';
  }

  /** The holder, as soon as the module is there. */
  opened(): Promise<TokenHolder> {
    this.#opening ??= ready()
      .then(() => this.#holder ?? this.#open())
      .catch((error: unknown) => {
        this.#opening = undefined;
        throw error;
      });
    return this.#opening;
  }

  /** Wipes the tokens. */
  wipe(): void {
    this.#holder?.clear();
    this.#plan.sessionToken = undefined;
  }

  #open(): TokenHolder {
    const { clock, margin, lifetime, sessionToken } = this.#plan;
    const holder = new TokenHolder({ clock, margin, leeway: LEEWAY, lifetime });
    if (sessionToken !== undefined) setSessionToken(holder, sessionToken);
    this.#plan.sessionToken = undefined;
    this.#holder = holder;
    return holder;
  }
}

function setSessionToken(holder: TokenHolder, token: string): void {
  try {
    holder.set({ access_token: token });
  } catch (error) {
    throw new TypeError(`\`sessionToken\`: ${(error as Error).message}`);
  }
}

function isLoaded(): boolean {
  try {
    return currentMemory() !== undefined;
  } catch {
    return false;
  }
}
