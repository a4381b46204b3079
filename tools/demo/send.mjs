// One request over HTTP, and what is wrong with its answer.
import { Agent, request as open } from 'node:http';
import { performance } from 'node:perf_hooks';
import { SUBJECT } from './issuer.mjs';

/** Kept open between requests, so that the times are not those of connecting. */
export const agent = new Agent({ keepAlive: true, maxSockets: 1 });

export function send(url, authorization) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const request = open(url, { agent, timeout: 10_000 });
    // An array becomes two header lines.
    if (authorization !== undefined) request.setHeader('Authorization', authorization);
    request.on('timeout', () => request.destroy(new Error('no answer within 10 seconds')));
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, text, milliseconds: performance.now() - started }),
      );
    });
    request.end();
  });
}

/** Compares an answer with what the row expects: `{ code, problem }`, `problem` only if there is one. */
export function judge(row, answer) {
  const body = parse(answer.text);
  const code = typeof body?.code === 'string' ? body.code : undefined;
  return { code, problem: problemOf(row, answer, body) };
}

function problemOf({ status, code, authorization }, answer, body) {
  if (answer.status !== status) return `status ${answer.status} instead of ${status}`;
  const challenge = answer.headers['www-authenticate'];
  if (status === 200) {
    if (body?.subject !== SUBJECT) return 'the answer names another subject';
    if (!Array.isArray(body.scopes) || !body.scopes.includes('profile:read')) return 'the answer lacks the scopes';
    if (!(body.expiresIn > 0 && body.expiresIn <= 300)) return 'the answer has no sensible expiresIn';
    if (challenge !== undefined) return 'an accepted request was challenged';
    return undefined;
  }
  if (body?.code !== code) return `code ${body?.code} instead of ${code}`;
  if (!challengeFits(challenge, code)) return `WWW-Authenticate is ${challenge}`;
  if (echoes(authorization, answer)) return 'the refusal repeats a part of the token';
  return undefined;
}

/** RFC 6750 section 3.1: no error code when no token was given. */
function challengeFits(challenge = '', code) {
  if (code === 'token_missing') return challenge === 'Bearer';
  if (code === 'scope_missing')
    return challenge.startsWith('Bearer error="insufficient_scope"') && challenge.includes('scope="profile:read"');
  return challenge.startsWith('Bearer error="invalid_token"');
}

function echoes(authorization, { text, headers }) {
  const said = text + JSON.stringify(headers);
  const parts = String(authorization ?? '')
    .split(/[ .,]/)
    .filter((part) => part.length >= 16);
  return parts.some((part) => said.includes(part));
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
