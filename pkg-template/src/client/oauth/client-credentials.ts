/** A service that logs in as itself (RFC 6749 section 4.4). */
import * as oauth from 'oauth4webapi';
import type { Grant } from '../types.js';
import { checkedUrl } from '../../http/fetch-text.js';
import { safely } from './errors.js';
import { optionsOf } from '../../lib/options.js';
import { authenticationOf, optionalText, parametersOf, resourcesOf, secretOf, textOf } from './options.js';
import { accepted, authenticated, requestOptions, Server } from './server.js';
import type { ClientCredentialsOptions } from './types.js';

const KNOWN = ['issuer', 'tokenEndpoint', 'clientId', 'clientSecret', 'authentication', 'scope', 'audience', 'resource', 'parameters'];
const OURS = ['grant_type', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type', 'scope', 'audience', 'resource'];

/**
 * How a service logs in with an id and a secret of its own: OAuth 2.0 client credentials (RFC 6749
 * section 4.4). There is no refresh token; the client logs in anew before the token expires.
 *
 * @returns what to spread into the options of `createClient`
 * @throws {TypeError} for a wrong option
 *
 * @example
 * ```ts
 * import { createClient } from 'tokenward/client';
 * import { clientCredentials } from 'tokenward/client/oauth';
 *
 * const client = createClient({
 *   baseUrl: 'https://api.example',
 *   ...clientCredentials({ issuer: 'https://id.example', clientId: 'reports', clientSecret: () => process.env['CLIENT_SECRET']!, scope: 'read' }),
 * });
 * ```
 */
export function clientCredentials(options: ClientCredentialsOptions): { login: Grant } {
  const given = optionsOf('clientCredentials', options, KNOWN);
  if ((given.issuer === undefined) === (given.tokenEndpoint === undefined)) {
    throw new TypeError('clientCredentials: give `issuer` or `tokenEndpoint`');
  }
  const server = new Server(given.tokenEndpoint === undefined ? given.issuer : serverAt(given.tokenEndpoint));
  const client = { client_id: textOf('clientId', given.clientId) };
  const secret = secretOf(given.clientSecret);
  const way = authenticationOf(given.authentication);
  const parameters = new URLSearchParams(parametersOf(given.parameters, OURS));
  for (const name of ['scope', 'audience'] as const) {
    const value = optionalText(name, given[name]);
    if (value !== undefined) parameters.set(name, value);
  }
  for (const resource of resourcesOf(given.resource)) parameters.append('resource', resource);

  const login: Grant = async (means) => {
    const metadata = await server.metadata(means);
    const proof = await authenticated(secret, way);
    const request = requestOptions(metadata.issuer, means);
    const response = await safely(false, () => oauth.clientCredentialsGrantRequest(metadata, client, proof, parameters, request));
    return await accepted(response, (copy) => oauth.processClientCredentialsResponse(metadata, client, copy));
  };
  return { login: Object.assign(login, { issuer: server.nameFor(client.client_id) }) };
}

function serverAt(tokenEndpoint: unknown) {
  const url = checkedUrl('`tokenEndpoint`', tokenEndpoint);
  // RFC 6749 section 3.2.
  if (url.href.includes('#')) throw new TypeError('`tokenEndpoint`: expected no fragment');
  return { issuer: url.origin, token_endpoint: url.href };
}
