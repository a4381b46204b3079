/** IP allow-lists: from where a caller may come. */
import { callWith } from '../bridge/call.js';
import { MAX_ALLOW_LIST_ENTRIES, YES } from '../bridge/codes.js';
import { callWithText } from '../bridge/text.js';
import { Resident } from '../bridge/resident.js';
import * as wasm from '../../wasm/verifier.js';

/** Networks whose addresses are allowed; made by {@link createIpAllowList}. */
export interface IpAllowList {
  /**
   * Whether the address is in one of the networks. Never throws: whatever is not one address
   * alone (a port, brackets, a zone such as `%eth0`, two addresses, nothing) is `false`.
   */
  has(address: string | null | undefined): boolean;
}

/**
 * Makes an allow-list from networks in CIDR notation and single addresses, IPv4 and IPv6.
 *
 * Reading is strict: `010.0.0.1`, `10.0.0.0/33`, zones, and networks with bits set after their
 * prefix are errors. `::ffff:10.0.0.1` is the same address as `10.0.0.1`; otherwise IPv4 and IPv6
 * are apart, so `::/0` lets no IPv4 address pass.
 *
 * Ask it about an address that you can trust: that of the connection, or what your own proxy says
 * of it. Anyone can send an `X-Forwarded-For`.
 *
 * @param cidrs 1 to 32,768 entries
 * @throws {TypeError} for an entry that is no address or network, or for none at all
 *
 * @example
 * ```ts
 * const office = createIpAllowList(['203.0.113.0/24', '2001:db8::/32', '192.0.2.7']);
 * office.has('203.0.113.9'); // true
 * office.has('::ffff:203.0.113.9'); // true
 * office.has('203.0.113.9:443'); // false
 * office.has(null); // false
 * ```
 */
export function createIpAllowList(cidrs: readonly string[]): IpAllowList {
  return new WasmBackedAllowList(cidrs);
}

/** Length of an IPv6 address with its last part as IPv4; longer texts never cross. */
const MAX_ADDRESS_LENGTH = 45;

class WasmBackedAllowList implements IpAllowList {
  readonly #list: Resident<wasm.WasmAllowList>;

  constructor(cidrs: readonly string[]) {
    // One more than may be, so that the core can say that they are too many.
    const given: unknown = Array.isArray(cidrs) ? cidrs.slice(0, MAX_ALLOW_LIST_ENTRIES + 1) : cidrs;
    const make = () => callWith(given, () => wasm.WasmAllowList.make());
    this.#list = new Resident(make(), make);
  }

  has(address: string | null | undefined): boolean {
    if (typeof address !== 'string' || address.length > MAX_ADDRESS_LENGTH) return false;
    try {
      const list = this.#list.current();
      return callWithText(address, MAX_ADDRESS_LENGTH, (length) => list.has(length)) === YES;
    } catch {
      return false;
    }
  }
}
