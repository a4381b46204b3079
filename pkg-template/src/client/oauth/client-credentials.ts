/** A service that logs in as itself (RFC 6749 section 4.4). */
import * as oauth from 'oauth4webapi';
import type { Grant } from '../types.js';
import { checkedUrl, insecureHostsOf } from '../../http/fetch-text.js';
import { proofOf } from './authentication.js';
import { safely } from './errors.js';
import { optionsOf } from '../../lib/options.js';
import { optionalText, parametersOf, resourcesOf, textOf } from './options.js';
import { accepted, Server } from './server.js';
import type { ClientCredentialsOptions, ClientSecret } from './types.js';

const KNOWN = [
  'issuer',
  'tokenEndpoint',
  'allowInsecure',
  'clientId',
  'clientSecret',
  'privateKey',
  'authentication',
  'scope',
  'audience',
  'resource',
  'parameters',
];
const OURS = ['grant_type', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type', 'scope', 'audience', 'resource'];

/**
 * How a service logs in with an id and a secret or a private key of its own: OAuth 2.0 client credentials
 * (RFC 6749 section 4.4). There is no refresh token; the client logs in anew before the token expires.
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
export function clientCredentials(
  options: ClientCredentialsOptions & ({ clientSecret: ClientSecret } | Required<Pick<ClientCredentialsOptions, 'privateKey'>>),
): { login: Grant } {
  const given = optionsOf('clientCredentials', options, KNOWN);
  if ((given.issuer === undefined) === (given.tokenEndpoint === undefined)) {
    throw new TypeError('clientCredentials: give `issuer` or `tokenEndpoint`');
  }
  const hosts = insecureHostsOf(given.allowInsecure);
  const alone = given.tokenEndpoint === undefined ? undefined : serverAt(given.tokenEndpoint, hosts);
  const server = new Server(alone ?? given.issuer, hosts);
  const client = { client_id: textOf('clientId', given.clientId) };
  if (given.privateKey === undefined && given.clientSecret === undefined) textOf('clientSecret', given.clientSecret);
  // RFC 7523 section 3: of the issuer nothing is known then.
  const proof = proofOf(given, alone?.token_endpoint);
  const parameters = new URLSearchParams(parametersOf(given.parameters, OURS));
  for (const name of ['scope', 'audience'] as const) {
    const value = optionalText(name, given[name]);
    if (value !== undefined) parameters.set(name, value);
  }
  for (const resource of resourcesOf(given.resource)) parameters.append('resource', resource);

  const login: Grant = async (means) => {
    const metadata = await server.metadata(means);
    const authentication = await proof();
    const request = server.request(means);
    const response = await safely(false, () => oauth.clientCredentialsGrantRequest(metadata, client, authentication, parameters, request));
    return await accepted(response, (copy) => oauth.processClientCredentialsResponse(metadata, client, copy));
  };
  return { login: Object.assign(login, { issuer: server.nameFor(client.client_id) }) };
}

function serverAt(tokenEndpoint: unknown, hosts: readonly string[]) {
  const url = checkedUrl('`tokenEndpoint`', tokenEndpoint, hosts);
  // RFC 6749 section 3.2.
  if (url.href.includes('#')) throw new TypeError('`tokenEndpoint`: expected no fragment');
  return { issuer: url.origin, token_endpoint: url.href };
}
