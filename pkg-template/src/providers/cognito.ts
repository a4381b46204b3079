/** Tokens of Amazon Cognito's user pools. */
import { remoteJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { oneOf, providerOptions, requirements, text, texts, textsIfGiven, type FetchedProviderOptions } from './options.js';

/** Options of {@link cognito}. */
export interface CognitoOptions extends FetchedProviderOptions {
  /** The user pool's id, such as `eu-west-1_AbCdEf123`. */
  userPool: string;
  /** The app clients whose tokens are accepted: a pool's other clients have keys and issuer in common with them. */
  clientId: string | readonly string[];
  /** Which tokens: `'access'` (default) or `'id'`. */
  token?: 'access' | 'id';
  /**
   * Accepted `aud` of access tokens, if they are asked for with a resource. Default none: then one that has `aud` is
   * refused.
   */
  audience?: string | readonly string[];
}

/**
 * Options of `createVerifier` for tokens of an Amazon Cognito user pool: of one kind, and of these app clients.
 * Roles are the groups of `cognito:groups`. An access token names its client in `client_id` and not in `aud`.
 *
 * After
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { cognito } from 'tokenward/providers';
 *
 * const options = cognito({ userPool: 'eu-west-1_AbCdEf123', clientId: ['4f7sweb', '9k2app'] });
 * const verifier = createVerifier({ ...options, roles: 'editors' });
 * ```
 */
export function cognito(options: CognitoOptions): IssuerOptions {
  const given = providerOptions('cognito', options, ['userPool', 'clientId', 'token', 'audience']);
  const userPool = text(
    'userPool',
    given.userPool,
    /^[a-z]+(-[a-z]+)+-\d+_[A-Za-z\d]+$/,
    "be a user pool's id, such as eu-west-1_AbCdEf123",
  );
  const [region] = userPool.split('_');
  const issuer = `https://cognito-idp.${region}.amazonaws.com/${userPool}`;
  const token = oneOf('token', given.token ?? 'access', ['access', 'id']);
  const clientId = texts('clientId', given.clientId);
  if (token === 'id' && given.audience !== undefined)
    throw new TypeError('`audience` is for access tokens: that of an ID token is its `clientId`');
  const audience = token === 'id' ? clientId : textsIfGiven('audience', given.audience);
  return {
    keys: remoteJwks(`${issuer}/.well-known/jwks.json`, given.jwks),
    algorithms: ['RS256'],
    issuer,
    ...(audience !== undefined && { audience }),
    rolesFrom: 'cognito:groups',
    ...requirements(given, { token_use: token, client_id: token === 'access' ? clientId : undefined }, ['sub']),
  };
}
