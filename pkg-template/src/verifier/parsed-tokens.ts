/**
 * What JavaScript keeps of tokens that passed, so that it need not be parsed again: headers,
 * which many tokens share, and the claims of tokens in the verified-token cache. The core
 * decides what is known; this only follows. Tokens themselves are never kept here.
 *
 * Callers get copies, all their own: nothing they do to one shows in another.
 * @internal
 */
import { MAX_KNOWN_HEADERS } from '../bridge/codes.js';
import { copyOf } from '../lib/json.js';
import type { JwtClaims, JwtHeader } from './types.js';

/** Enough for every header that the core remembers at one time, and as many that it has forgotten. */
const MAX_HEADERS = 2 * MAX_KNOWN_HEADERS;

interface Kept<T> {
  value: T;
  /** Whether no member is an object, so that a shallow copy is a whole one. */
  flat: boolean;
}

interface Slot {
  serial: number;
  header: Kept<JwtHeader>;
  /** JSON text, until it is asked for. */
  claims: string | Kept<JwtClaims>;
}

/** What is kept for one verifier. */
export class ParsedTokens {
  readonly #headers = new Map<number, Kept<JwtHeader>>();
  readonly #slots: Slot[] = [];

  /** The header of this number, parsed once from what `text` gives. */
  header(id: number, text: () => string): Kept<JwtHeader> {
    const known = this.#headers.get(id);
    if (known !== undefined) return known;
    if (this.#headers.size >= MAX_HEADERS) this.#headers.clear();
    const kept = keep(JSON.parse(text()) as JwtHeader);
    this.#headers.set(id, kept);
    return kept;
  }

  /** Keeps a token's header and claims under its slot in the cache, and the slot's serial number. */
  store(slot: number, serial: number, header: Kept<JwtHeader>, claims: string): void {
    this.#slots[slot] = { serial, header, claims };
  }

  /**
   * Copies of what is kept under a slot; undefined if that is not what the core means, because
   * something went wrong between its call and ours.
   */
  load(slot: number, serial: number): { header: JwtHeader; claims: JwtClaims } | undefined {
    const kept = this.#slots[slot];
    if (kept === undefined || kept.serial !== serial) return undefined;
    // Parsed when it comes back: most tokens never do.
    if (typeof kept.claims === 'string') kept.claims = keep(JSON.parse(kept.claims) as JwtClaims);
    return { header: copy(kept.header), claims: copy(kept.claims) };
  }
}

function keep<T extends object>(value: T): Kept<T> {
  return { value, flat: Object.values(value).every((member) => typeof member !== 'object' || member === null) };
}

/** A copy of what is kept. */
export function copy<T extends object>({ value, flat }: Kept<T>): T {
  return flat ? { ...value } : copyOf(value);
}
