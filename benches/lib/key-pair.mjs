// Key pairs, by what the bench calls them.
import * as tool from '../../tools/key-pair.mjs';

const TYPES = {
  RSA: ['rsa', { modulusLength: 2048 }],
  'P-256': ['ec', { namedCurve: 'P-256' }],
  'P-384': ['ec', { namedCurve: 'P-384' }],
  'P-521': ['ec', { namedCurve: 'P-521' }],
  Ed25519: ['ed25519', {}],
};

/** A new pair of KeyObjects. */
export const keyPair = (name) => tool.keyPair(...TYPES[name]);
