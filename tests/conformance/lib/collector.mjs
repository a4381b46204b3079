// Collects the corpus; each family adds its entries through one of these.
import { joseMint, rawMint } from './sign.mjs';

export const NOW = 1_800_000_000;
export const ISSUER = 'https://issuer.example';
export const CANARY = 'canary-claim-value-5e1b90c7';

/** Claims that every policy of the corpus takes; `undefined` removes one. */
export const claimsWith = (changes = {}) =>
  JSON.parse(JSON.stringify({ iss: ISSUER, sub: 'canary-subject-7f3a9c', iat: NOW - 10, exp: NOW + 300, canary: CANARY, ...changes }));

/** Claims as JSON text, with members that JSON.stringify cannot write. */
export const claimsText = (members) => `{"iss":"${ISSUER}","canary":"${CANARY}"${members ? `,${members}` : ''}}`;

export class Collector {
  entries = [];
  #ids = new Set();

  constructor(keys) {
    this.k = keys;
    this.now = NOW;
  }

  /** A view that puts its family on each entry. */
  family(family) {
    const view = Object.create(this);
    view.add = (entry) => this.add({ family, ...entry });
    return view;
  }

  /**
   * Adds one entry. `signer` is for the self-check alone and is not written.
   * Options left out are those that take the token's algorithm and base claims.
   */
  add(entry) {
    const refusedKeys = entry.keyError || entry.typeError;
    const full = { family: 'none', expect: refusedKeys ? undefined : 'ok', ...entry };
    full.id = `${full.family}/${entry.id}`;
    if (this.#ids.has(full.id)) throw new Error(`two corpus entries are called ${full.id}`);
    this.#ids.add(full.id);
    this.entries.push(full);
  }

  /** One fault in the policy, on an HS256 token that jose minted. */
  async policy(id, { claims, header, options, ...entry }) {
    const key = this.k.HS256;
    this.add({
      id,
      keys: key.secret,
      signer: key,
      options: { algorithms: ['HS256'], ...options },
      token: await joseMint('HS256', key, typeof claims === 'string' ? claims : claimsWith(claims), header),
      ...entry,
    });
  }

  /** Exact header and payload texts under a good HS256 signature. */
  text(id, { header = '{"alg":"HS256"}', payload = JSON.stringify(claimsWith()), options, ...entry }) {
    const key = this.k.HS256;
    this.add({
      id,
      keys: key.secret,
      signer: key,
      options: { algorithms: ['HS256'], ...options },
      token: rawMint('HS256', key, header, payload),
      ...entry,
    });
  }
}
