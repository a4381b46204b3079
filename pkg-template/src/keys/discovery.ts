/**
 * Where an issuer's keys are, by its configuration.
 * @internal
 */
import { REDACTED } from '../bridge/codes.js';
import { fetchText, StatusError, type FetchLimits } from '../http/fetch-text.js';

/** OpenID Connect Discovery 1.0 section 4.1, RFC 8414 section 3. */
const OPENID = '/.well-known/openid-configuration';
const OAUTH = '/.well-known/oauth-authorization-server';

/** What stands for the tenant in issuers of Microsoft Entra ID; the core puts the token's `tid` there. */
export const TENANT = '{tenantid}';

/** Microsoft Entra ID's own: accounts of several tenants, by version. */
const ENTRA =
  /^(https:\/\/login\.(?:microsoftonline\.com|microsoftonline\.us|partner\.microsoftonline\.cn)\/)(?:common|organizations)(\/v2\.0)?\/?$/;

/** The issuer of the tokens, if another one is asked for their keys: that of many tenants is a template. */
export function issuerOfTokens(asked: string): string {
  const [, host, version] = ENTRA.exec(asked) ?? [];
  if (host === undefined) return asked;
  return version === undefined ? `https://sts.windows.net/${TENANT}/` : `${host}${TENANT}${version}`;
}

/** Whether a URL is of a configuration, and not of keys. */
export function isConfiguration({ pathname }: URL): boolean {
  return pathname.includes(OPENID) || pathname.includes(OAUTH);
}

/** What the configuration gives as `jwks_uri`; rejects for a configuration of another issuer. */
export async function discover(asked: string, limits: FetchLimits): Promise<unknown> {
  const configuration = read(await fetchConfiguration(withoutSlash(asked), limits));
  const issuer = issuerOfTokens(asked);
  // OpenID Connect Discovery section 4.3, RFC 8414 section 3.3: exactly the issuer that was asked.
  if (configuration.issuer === issuer) return configuration.jwks_uri;
  const bySlash = typeof configuration.issuer === 'string' && withoutSlash(configuration.issuer) === withoutSlash(issuer);
  throw new Error(`its configuration is of another issuer${bySlash ? ': they differ by the slash at the end alone' : ''}`);
}

async function fetchConfiguration(issuer: string, limits: FetchLimits): Promise<string> {
  try {
    return await fetchText(new URL(`${issuer}${OPENID}`), limits);
  } catch (error) {
    if (!(error instanceof StatusError) || error.status !== 404) throw error;
    const { origin, pathname } = new URL(issuer);
    // RFC 8414 section 3.1: between the host and the issuer's path.
    return fetchText(new URL(`${origin}${OAUTH}${withoutSlash(pathname)}`), limits);
  }
}

function read(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    throw new Error('its configuration is no JSON');
  }
}

function withoutSlash(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text;
}

/** Longest reason, in UTF-16 units. */
const MAX_REASON_LENGTH = 300;

/**
 * What went wrong, as the one says who saw it first: `fetch failed` says nothing.
 *
 * @param secrets what some runtimes repeat: the query of the URL, the values of headers
 */
export function reasonOf(error: unknown, secrets: readonly string[]): string {
  const { message, cause } = Object(error) as Partial<Error>;
  // Where several addresses were tried, Node.js leaves the message empty.
  const { message: inner, code } = Object(cause) as { message?: unknown; code?: unknown };
  const [reason = 'the fetch function failed'] = [inner, code, message].filter((text) => typeof text === 'string' && text !== '');
  const shown = String(reason).slice(0, 10 * MAX_REASON_LENGTH);
  return secrets.reduce((text, secret) => (secret === '' ? text : text.replaceAll(secret, REDACTED)), shown).slice(0, MAX_REASON_LENGTH);
}
