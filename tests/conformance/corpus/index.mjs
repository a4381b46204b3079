// Every family of the corpus, under the name its ids begin with.
import accepts from './accepts.mjs';
import base64url from './base64url.mjs';
import claims from './claims.mjs';
import confusion from './confusion.mjs';
import embeddedKeys from './embedded-keys.mjs';
import grants from './grants.mjs';
import headers from './headers.mjs';
import json from './json.mjs';
import keys from './keys.mjs';
import kid from './kid.mjs';
import order from './order.mjs';
import otherMinters from './other-minters.mjs';
import rfcVectors from './rfc-vectors.mjs';
import ecdsa from './signatures-ecdsa.mjs';
import ed25519 from './signatures-ed25519.mjs';
import hmac from './signatures-hmac.mjs';
import rsa from './signatures-rsa.mjs';
import structure from './structure.mjs';
import times from './times.mjs';
import typesAndScopes from './types-and-scopes.mjs';

export const families = {
  accepts,
  minters: otherMinters,
  rfc: rfcVectors,
  structure,
  base64url,
  json,
  headers,
  confusion,
  embedded: embeddedKeys,
  kid,
  keys,
  hmac,
  rsa,
  ecdsa,
  ed25519,
  order,
  times,
  claims,
  types: typesAndScopes,
  grants,
};
