// What is guarded, and how: a guard for each path, the same in every runtime and framework.
// The server says with every answer of a handler that the handler was reached.
export const SECRET = 'a secret that both sides of these tests know';

/** RFC 9728 section 3. */
export const METADATA = 'https://metadata.example/.well-known/oauth-protected-resource';

/** Guards by path. `ip` is how a runtime without a default finds the address. */
export function policies({ createIpAllowList, createRevocationList, createVerifier, remoteJwks }, ip) {
  const failures = [];
  const options = { algorithms: ['HS256'], issuer: 'https://id.test', audience: 'https://api.test', keys: { secret: SECRET } };
  const verifier = createVerifier(options);
  const onAuthFailure = (failure) => void failures.push(failure);
  const address = ip === undefined ? {} : { ip };
  const schema = { '~standard': { version: 1, vendor: 'test', validate: ({ sub }) => ({ value: { sub } }) } };
  const store = { get: () => Promise.reject(new Error('down')), set: () => Promise.reject(new Error('down')) };
  const noKeys = remoteJwks('https://id.test/jwks', { fetch: () => Promise.reject(new Error('down')) });
  const onRefusal = async ({ status, code, title, detail, headers }) => {
    const own = [
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['location', '/login'],
    ];
    const body = [code, status, title, detail, headers['www-authenticate']].join(' | ');
    return new Response(body, { status: 302, headers: own });
  };
  const guards = {
    plain: { verifier, options: { onAuthFailure, ...address } },
    scoped: { verifier, options: { scopes: ['read', 'write'], onAuthFailure } },
    any: { verifier, options: { scopes: { any: ['admin', 'read'] } } },
    roles: { verifier, options: { roles: 'operator' } },
    places: { verifier, options: { roles: 'operator', rolesFrom: [['realm_access', 'roles'], 'cognito:groups'] } },
    verifierPlaces: { verifier: createVerifier({ ...options, scopesFrom: 'permissions' }), options: { scopes: 'read', roles: 'operator' } },
    cookie: { verifier, options: { cookie: '__Host-t' } },
    plainCookie: { verifier, options: { cookie: { name: 't', withoutHostPrefix: true } } },
    ownAnswer: { verifier, options: { onRefusal, onAuthFailure } },
    header: { verifier, options: { header: 'X-Assertion', realm: 'the api', resourceMetadata: METADATA, onAuthFailure } },
    optional: { verifier, options: { optional: true, cookie: '__Host-t', onAuthFailure } },
    passing: { verifier, options: { preflight: 'pass' } },
    schema: { verifier: createVerifier({ ...options, schema }), options: { scopes: ['read'] } },
    keys: { verifier: createVerifier({ ...options, algorithms: ['ES256'], keys: noKeys }), options: { onAuthFailure } },
    store: { verifier: createVerifier({ ...options, revocation: createRevocationList({ store }) }), options: { onAuthFailure } },
    misuse: { verifier: createVerifier({ ...options, preset: 'id_token' }), options: {} },
    throws: { verifier, options: {} },
    near: { verifier, options: { ips: createIpAllowList(['127.0.0.0/8', '::1']), ...address } },
    far: { verifier, options: { ips: createIpAllowList(['192.0.2.0/24']), onAuthFailure, ...address } },
    throwing: {
      verifier,
      options: {
        onAuthFailure: () => {
          throw new Error('of the hook');
        },
      },
    },
    rejecting: { verifier, options: { onAuthFailure: () => Promise.reject(new Error('of the hook')) } },
  };
  return { guards, failures };
}

/** What every handler answers. */
export function answer(name, method, auth) {
  if (name === 'throws') throw new Error('of the handler');
  return { reached: true, name, method, auth: auth !== undefined, sub: auth?.claims.sub, expiresIn: typeof auth?.expiresIn };
}

/** The fetch handler of all guards of `tokenward`. */
export function fetchHandler(tokenward, ip) {
  const { guards, failures } = policies(tokenward, ip);
  const handlers = {};
  for (const [name, { verifier, options }] of Object.entries(guards)) {
    handlers[name] = tokenward.guard(verifier, (request) => Response.json(answer(name, request.method, request.auth)), options);
  }
  return async (request, ...rest) => {
    const name = new URL(request.url).pathname.slice(1);
    if (name === 'failures') return Response.json(failures.splice(0));
    try {
      return await handlers[name](request, ...rest);
    } catch (error) {
      return new Response(`${error.name}: ${error.message}`, { status: 500 });
    }
  };
}

/** An app of Hono with these policies. */
export function honoApp(tokenward, { Hono }, { guard }, ip) {
  const { guards, failures } = policies(tokenward, ip);
  const app = new Hono();
  app.onError((error, c) => c.text(`${error.name}: ${error.message}`, 500));
  app.get('/failures', (c) => c.json(failures.splice(0)));
  // Whatever was there before must not look like a token.
  app.use(async (c, next) => {
    c.set('auth', { claims: { sub: 'smuggled' } });
    await next();
  });
  for (const [name, { verifier, options }] of Object.entries(guards)) {
    app.use(`/${name}`, guard(verifier, options));
    app.all(`/${name}`, (c) => c.json(answer(name, c.req.method, c.get('auth'))));
  }
  return app;
}
