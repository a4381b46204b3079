// An authorization server on loopback, and the API its tokens are for. It checks what RFC 6749,
// RFC 7636 and RFC 7009 have it check, and misbehaves on demand: each issuer's URL is
// `<origin>/<manner>/<name>`, and the manner says how. Every secret that it gives away or gets
// has MARK in it, so that a test finds it wherever it should not be.
import { createHash, createPublicKey, createSign, createVerify, generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { CLIENT_JWK, MARK, REDIRECT_URI, SECRET } from './cases/common.mjs';

const base64url = (data) => Buffer.from(data).toString('base64url');
const hour = 3600;
const keyPair = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
const key = keyPair();
const otherKey = keyPair();
const jwk = () => ({ ...publicJwk(key.publicKey), kid: 'a', alg: 'ES256', use: 'sig' });

function publicJwk(pem) {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\n/g, ''), 'base64');
  const point = der.subarray(-64);
  return { kty: 'EC', crv: 'P-256', x: base64url(point.subarray(0, 32)), y: base64url(point.subarray(32)) };
}

function signed(header, claims, { privateKey }) {
  const input = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  const signature = createSign('sha256').update(input).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${base64url(signature)}`;
}

/** How clients may prove who they are. */
const CLIENTS = {
  app: 'none',
  web: 'basic',
  'web-post': 'post',
  'web-key': 'key',
  service: 'basic',
  'service-post': 'post',
  'service-key': 'key',
};
const { d: _, ...clientJwk } = CLIENT_JWK;
const clientKey = createPublicKey({ key: clientJwk, format: 'jwk' });

export async function startServer() {
  const realms = new Map();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const url = new URL(request.url, origin);
    const wellKnown = '/.well-known/oauth-authorization-server';
    const parts = (url.pathname.startsWith(wellKnown) ? `${url.pathname.slice(wellKnown.length)}/rfc8414` : url.pathname).split('/');
    const [, manner, name, ...rest] = parts;
    const id = `${manner}/${name}`;
    if (!realms.has(id)) realms.set(id, new Realm(`${origin}/${id}`, manner));
    const realm = realms.get(id);
    const path = rest.join('/');
    if (path === 'log') return json(response, realm.log);
    realm.log.push({ path, method: request.method, query: url.search, body, authorization: request.headers.authorization });
    if (request.headers.origin) throw new Error('no browser is expected');
    await realm.answer(path, { url, form: new URLSearchParams(body), headers: request.headers }, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function json(response, value, status = 200, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }).end(JSON.stringify(value));
}

const refuse = (response, error, status = 400) => json(response, { error }, status);

/** One issuer, with a state of its own. */
class Realm {
  log = [];
  #codes = new Map();
  #refreshTokens = new Map();
  #accessTokens = new Set();
  #pushed = new Map();
  #assertions = new Set();
  #times = new Map();

  constructor(issuer, manner) {
    this.issuer = issuer;
    this.manner = manner;
  }

  /** Seconds that its clock is ahead. */
  get #ahead() {
    return { ahead: hour, behind: -hour }[this.manner] ?? 0;
  }

  /** Whether this is the first time that it is asked for. */
  #isFirst(what) {
    this.#times.set(what, (this.#times.get(what) ?? 0) + 1);
    return this.#times.get(what) === 1;
  }

  answer(path, request, response) {
    const answers = {
      '.well-known/openid-configuration': () => this.#openIdConfiguration(response),
      rfc8414: () => (this.manner === 'oauth2-only' ? json(response, this.#metadata()) : refuse(response, 'not_found', 404)),
      authorize: () => this.#authorize(request, response),
      par: () => this.#push(request, response),
      token: () => this.#token(request, response),
      revoke: () => this.#revoke(request, response),
      jwks: () => json(response, { keys: [jwk()] }),
      api: () => this.#api(request, response),
    };
    return (answers[path] ?? (() => refuse(response, 'not_found', 404)))();
  }

  #metadata() {
    const { issuer, manner } = this;
    const at = (path) => `${issuer}/${path}`;
    return {
      issuer: manner === 'other-issuer' ? 'https://evil.test' : issuer,
      authorization_endpoint:
        { 'script-endpoint': 'javascript:alert(1)', 'open-endpoint': 'http://evil.test/authorize' }[manner] ?? at('authorize'),
      token_endpoint: manner === 'open-token' ? 'http://evil.test/token' : at('token'),
      jwks_uri: at('jwks'),
      ...(/^par/.test(manner) && { pushed_authorization_request_endpoint: at('par') }),
      ...(manner === 'par-open' && { pushed_authorization_request_endpoint: 'http://evil.test/par' }),
      ...(manner === 'par-required' && { require_pushed_authorization_requests: true }),
      ...(manner !== 'no-revocation' && { revocation_endpoint: at('revoke') }),
      id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: manner !== 'silent-iss',
      code_challenge_methods_supported: manner === 'plain-only' ? ['plain'] : ['S256'],
    };
  }

  #openIdConfiguration(response) {
    if (this.manner === 'oauth2-only') return refuse(response, 'not_found', 404);
    if (this.manner === 'flapping' && this.#isFirst('metadata')) return refuse(response, 'busy', 503);
    if (this.manner === 'html-metadata') return response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Welcome!');
    return json(response, this.#metadata());
  }

  /** RFC 6749 section 4.1.1; the user agrees at once. */
  #authorize({ url }, response) {
    const given = Object.fromEntries(url.searchParams);
    const pushed = this.#pushed.get(given.request_uri);
    this.#pushed.delete(given.request_uri);
    // RFC 9126 section 4: once, and by the client that has pushed it.
    if (this.manner === 'par-required' && pushed?.client_id !== given.client_id) return refuse(response, 'invalid_request');
    const asked = pushed ?? given;
    const good = asked.response_type === 'code' && asked.code_challenge_method === 'S256' && /^[\w-]{43}$/.test(asked.code_challenge);
    // Nobody is sent to where no client has registered.
    if (CLIENTS[asked.client_id] === undefined || asked.redirect_uri !== REDIRECT_URI || !good) return refuse(response, 'invalid_request');
    const code = `${MARK}code-${base64url(randomBytes(16))}`;
    this.#codes.set(code, asked);
    const { manner } = this;
    const callback = new URL(REDIRECT_URI);
    if (manner === 'denied') callback.searchParams.set('error', 'access_denied');
    else callback.searchParams.set('code', code);
    if (manner !== 'no-state') callback.searchParams.set('state', asked.state);
    if (manner !== 'no-iss' && manner !== 'silent-iss')
      callback.searchParams.set('iss', manner === 'wrong-iss' ? 'https://evil.test' : this.issuer);
    response.writeHead(302, { location: callback.href }).end();
  }

  /** RFC 9126 section 2. */
  #push({ form, headers }, response) {
    const { manner } = this;
    if (manner === 'par-busy') return refuse(response, 'busy', 503);
    const client = this.#client(form, headers);
    if (client === undefined) return refuse(response, 'invalid_client', 401);
    if (manner === 'par-refusing') return json(response, { error: 'invalid_request', error_description: `${MARK}said` }, 400);
    if (form.has('request_uri') || form.get('client_id') !== client) return refuse(response, 'invalid_request');
    const uri = `urn:ietf:params:oauth:request_uri:${base64url(randomBytes(16))}`;
    this.#pushed.set(uri, Object.fromEntries(form));
    return json(response, { request_uri: uri, expires_in: 60 }, 201);
  }

  /** RFC 7523 section 3; the id of the client that has signed it. */
  #signer(assertion) {
    const [head, body, signature] = assertion.split('.');
    const { alg, kid } = JSON.parse(Buffer.from(head, 'base64url'));
    const { iss, sub, aud, exp, jti } = JSON.parse(Buffer.from(body, 'base64url'));
    const verify = createVerify('sha256').update(`${head}.${body}`);
    const isSigned = verify.verify({ key: clientKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
    const now = Date.now() / 1000;
    const isNew = typeof jti === 'string' && !this.#assertions.has(jti);
    this.#assertions.add(jti);
    const isForUs = [this.issuer, `${this.issuer}/token`].includes(aud);
    const good = alg === 'ES256' && kid === 'client-1' && isSigned && isNew && isForUs && exp > now && exp < now + 300 && iss === sub;
    return good ? sub : undefined;
  }

  /** RFC 6749 section 2.3.1; the id of a client that is who it says. */
  #client(form, { authorization }) {
    if (form.has('client_assertion')) {
      const isAlone = authorization === undefined && !form.has('client_secret');
      const isJwt = form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
      const signer = isAlone && isJwt ? this.#signer(form.get('client_assertion')) : undefined;
      return CLIENTS[signer] === 'key' && [null, signer].includes(form.get('client_id')) ? signer : undefined;
    }
    let id = form.get('client_id');
    let secret = form.get('client_secret');
    let way = secret === null ? 'none' : 'post';
    if (authorization !== undefined) {
      // RFC 9126 section 2.1 has the id there too.
      if (secret !== null) return undefined;
      const pair = Buffer.from(authorization.slice('Basic '.length), 'base64').toString().split(':');
      const named = id;
      [id, secret] = pair.map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
      if (named !== null && named !== id) return undefined;
      way = 'basic';
    }
    if (CLIENTS[id] !== way || (way !== 'none' && secret !== SECRET)) return undefined;
    return id;
  }

  #token(request, response) {
    const { form, headers } = request;
    const { manner } = this;
    const first = this.#isFirst('token');
    const secrets = `${MARK}said ${form.get('code')} ${form.get('refresh_token')} ${headers.authorization} ${SECRET}`;
    const bodies = { error: 'invalid_grant', error_description: secrets, access_token: secrets };
    if (manner === 'talkative-400') return json(response, bodies, 400);
    if (manner === 'talkative-401') return json(response, bodies, 401, { 'www-authenticate': `Basic realm="${MARK} ${form.get('code')}"` });
    if (manner === 'talkative-500') return json(response, bodies, 500);
    if (manner === 'html') return response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${secrets}</p>`);
    if (manner === 'huge') return json(response, { access_token: MARK.repeat(200_000), token_type: 'bearer' });
    if (manner === 'redirecting') return response.writeHead(307, { location: `${this.issuer}/elsewhere` }).end();
    if (manner === 'silent') return undefined;
    if (manner === 'busy' && first) return json(response, bodies, 503, { 'retry-after': '0' });
    if (!/^application\/x-www-form-urlencoded/.test(headers['content-type'])) return refuse(response, 'invalid_request');
    const client = this.#client(form, headers);
    if (client === undefined) return json(response, { error: 'invalid_client' }, 401, { 'www-authenticate': 'Basic' });
    const grant = form.get('grant_type');
    if (grant === 'client_credentials' && client.startsWith('service')) return this.#grant(response, { client });
    if (grant === 'authorization_code') return this.#redeem(form, client, response);
    if (grant === 'refresh_token') return this.#renew(form, client, response);
    return refuse(response, 'unauthorized_client');
  }

  #redeem(form, client, response) {
    const asked = this.#codes.get(form.get('code'));
    this.#codes.delete(form.get('code'));
    const challenge = base64url(
      createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest(),
    );
    const good = asked?.client_id === client && asked.redirect_uri === form.get('redirect_uri') && asked.code_challenge === challenge;
    return good ? this.#grant(response, { client, asked, login: true }) : refuse(response, 'invalid_grant');
  }

  #renew(form, client, response) {
    const token = form.get('refresh_token');
    const held = this.#refreshTokens.get(token);
    this.#refreshTokens.delete(token);
    if (held?.client !== client || this.manner === 'refusing') return refuse(response, 'invalid_grant');
    return this.#grant(response, held);
  }

  #grant(response, { client, asked, login = false }) {
    const { manner } = this;
    const random = () => base64url(randomBytes(16));
    const access = `${MARK}access-${random()}`;
    this.#accessTokens.add(access);
    const answer = { access_token: access, token_type: 'Bearer', expires_in: hour };
    if (manner === 'mac' || (manner === 'mac-refresh' && !login)) answer.token_type = 'mac';
    if (manner === 'dpop') answer.token_type = 'DPoP';
    if (asked !== undefined && manner !== 'no-refresh-token') {
      answer.refresh_token = `${MARK}refresh-${random()}+/=&`;
      this.#refreshTokens.set(answer.refresh_token, { client, asked });
    }
    if (login && asked.scope?.split(' ').includes('openid')) answer.id_token = this.#idToken(client, asked);
    if (answer.id_token === undefined) delete answer.id_token;
    return json(response, answer, 200, { date: new Date(Date.now() + this.#ahead * 1000).toUTCString() });
  }

  #idToken(client, { nonce }) {
    const { manner } = this;
    const now = Math.floor(Date.now() / 1000) + this.#ahead;
    const claims = { iss: this.issuer, sub: `${MARK}alice`, aud: client, nonce, iat: now, exp: now + 300 };
    const header = { alg: 'ES256', kid: 'a' };
    const good = () => signed(header, claims, key);
    const [head, , signature] = good().split('.');
    const wrong = {
      'no-id-token': () => undefined,
      'no-nonce': () => signed(header, { ...claims, nonce: undefined }, key),
      'wrong-nonce': () => signed(header, { ...claims, nonce: `${MARK}other` }, key),
      'wrong-audience': () => signed(header, { ...claims, aud: 'other' }, key),
      'wrong-issuer': () => signed(header, { ...claims, iss: 'https://evil.test' }, key),
      'old-id-token': () => signed(header, { ...claims, iat: now - 600, exp: now - 300 }, key),
      'other-key': () => signed(header, claims, otherKey),
      tampered: () => `${head}.${base64url(JSON.stringify({ ...claims, sub: `${MARK}mallory` }))}.${signature}`,
      undecodable: () => good().replace(/[^.]*$/, MARK.concat('*')),
      unsigned: () => `${base64url('{"alg":"none"}')}.${base64url(JSON.stringify(claims))}.`,
    };
    return (wrong[manner] ?? good)();
  }

  /** RFC 7009 section 2. */
  #revoke({ form, headers }, response) {
    if (this.manner === 'no-revoking') return refuse(response, 'unsupported_token_type');
    if (this.#client(form, headers) === undefined) return refuse(response, 'invalid_client', 401);
    const token = form.get('token');
    this.#accessTokens.delete(token);
    if (this.#refreshTokens.delete(token)) this.#accessTokens.clear();
    response.writeHead(200).end();
  }

  #api({ headers }, response) {
    const token = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1];
    return this.#accessTokens.has(token) ? json(response, { hello: 'world' }) : refuse(response, 'invalid_token', 401);
  }
}
