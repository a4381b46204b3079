/** How a client proves who it is (RFC 6749 section 2.3). @internal */
import * as oauth from 'oauth4webapi';
import { check, optionsOf } from '../../lib/options.js';
import { textOf } from './options.js';
import type { ClientKey, ClientSecret } from './types.js';

/** Made anew for each request. @internal */
export type Proof = () => Promise<oauth.ClientAuth>;

interface Given {
  clientSecret?: ClientSecret;
  privateKey?: ClientKey | (() => ClientKey | Promise<ClientKey>);
  authentication?: 'basic' | 'post';
}

/**
 * Reads the options that say how. Without any the client only says who it is (RFC 6749 section 3.2.1).
 *
 * @param audience for whom an assertion is, where that is not the issuer
 * @throws {TypeError} that names the option
 * @internal
 */
export function proofOf({ clientSecret, privateKey, authentication }: Given, audience?: string): Proof {
  if (authentication !== undefined && clientSecret === undefined) {
    throw new TypeError('`authentication` is about a `clientSecret`: give both');
  }
  if (privateKey !== undefined) {
    if (clientSecret !== undefined) throw new TypeError('`privateKey` takes the place of a `clientSecret`: give one');
    return bySignature(privateKey, audience);
  }
  return clientSecret === undefined ? async () => oauth.None() : bySecret(clientSecret, authentication);
}

function bySecret(given: ClientSecret, way: unknown = 'basic'): Proof {
  check(way === 'basic' || way === 'post', 'authentication', way, "be 'basic' or 'post'");
  const secret = typeof given === 'function' ? given : textOf('clientSecret', given);
  return async () => {
    const text = typeof secret === 'function' ? await secret() : secret;
    if (typeof text !== 'string' || text === '') throw new TypeError('`clientSecret` must return a non-empty string');
    return way === 'basic' ? oauth.ClientSecretBasic(text) : oauth.ClientSecretPost(text);
  };
}

/** `private_key_jwt`: an assertion that is signed for each request (RFC 7523 section 2.2, OpenID Connect Core section 9). */
function bySignature(given: NonNullable<Given['privateKey']>, audience: string | undefined): Proof {
  const key = typeof given === 'function' ? given : keyOf(given);
  const options =
    audience === undefined ? {} : { [oauth.modifyAssertion]: (_: unknown, claims: oauth.JsonObject) => (claims['aud'] = audience) };
  return async () => oauth.PrivateKeyJwt(typeof key === 'function' ? keyOf(await key()) : key, options as oauth.ModifyAssertionOptions);
}

function keyOf(given: ClientKey): oauth.PrivateKey {
  // A `CryptoKey` of a library of its own is one too.
  const isKey = typeof (given as Partial<CryptoKey> | undefined)?.usages === 'object';
  const { key, kid } = isKey ? { key: given as CryptoKey } : optionsOf('`privateKey`', given as oauth.PrivateKey, ['key', 'kid']);
  const canSign = key?.type === 'private' && key.usages?.includes('sign');
  check(canSign, 'privateKey', given, 'be a private CryptoKey for `sign`, or `{ key, kid }`');
  check(kid === undefined || (typeof kid === 'string' && kid !== ''), 'privateKey.kid', kid, 'be a non-empty string');
  return kid === undefined ? { key: key! } : { key: key!, kid };
}
