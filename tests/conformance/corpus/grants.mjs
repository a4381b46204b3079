// Required values of claims, and where scopes and roles stand.
const missing = (claim) => ({ expect: 'claim_missing', claim });
const mismatch = (claim) => ({ expect: 'claim_mismatch', claim });
const scopeMissing = { expect: 'scope_missing' };
const roleMissing = { expect: 'role_missing' };
/** A step of the path is no object. */
const noPath = { expect: 'claim_invalid', claim: 'realm_access' };
const ROLES = 'https://acme.example/roles';

async function requiredValues(c) {
  const p = (id, wanted, claims, outcome) => c.policy(`values/${id}`, { claims, options: { claims: wanted }, ...outcome });
  // The tokens of every other client of an Amazon Cognito pool differ in this alone.
  const cognito = { token_use: 'access', client_id: ['web', 'app'] };
  await p('both', cognito, { token_use: 'access', client_id: 'app' });
  await p('other-client', cognito, { token_use: 'access', client_id: 'other' }, mismatch('client_id'));
  await p('other-use', cognito, { token_use: 'id', client_id: 'app' }, mismatch('token_use'));
  await p('absent', cognito, { token_use: 'access' }, missing('client_id'));
  await p('null', { a: 'x' }, { a: null }, missing('a'));
  await p('array-with-it', { groups: 'staff' }, { groups: ['guests', 'staff'] });
  await p('array-without-it', { groups: 'staff' }, { groups: ['guests'] }, mismatch('groups'));
  await p('array-of-arrays', { groups: 'staff' }, { groups: [['staff']] }, mismatch('groups'));
  await p('part-of-it', { a: 'staff' }, { a: 'staffing' }, mismatch('a'));
  await p('case', { a: 'staff' }, { a: 'Staff' }, mismatch('a'));
  await p('number', { v: 2 }, { v: 2 });
  await p('number-as-text', { v: 2 }, { v: '2' }, mismatch('v'));
  await p('text-as-number', { v: '2' }, { v: 2 }, mismatch('v'));
  await p('true', { email_verified: true }, { email_verified: true });
  await p('true-as-text', { email_verified: true }, { email_verified: 'true' }, mismatch('email_verified'));
  await p('false', { email_verified: true }, { email_verified: false }, mismatch('email_verified'));
  await p('object', { a: 'x' }, { a: { x: 'x' } }, mismatch('a'));
  await p('name-with-dots', { [ROLES]: 'x', 'a.b': 'y' }, { [ROLES]: 'x', 'a.b': 'y' });
  await p('name-is-no-path', { 'a.b': 'y' }, { a: { b: 'y' } }, missing('a.b'));
  await p('escapes-in-the-value', { a: 'é"' }, { a: 'é"' });
  await p('inherited-name', { toString: 'x' }, {}, missing('toString'));
  await p('registered-too', { sub: 'me' }, { sub: 'me' });
  await c.policy('values/after-the-times', {
    claims: { exp: c.now - 5, a: 'y' },
    options: { claims: { a: 'x' } },
    expect: 'token_expired',
    claim: 'exp',
  });
}

async function places(c) {
  const p = (id, option, from, wanted, claims, outcome) =>
    c.policy(`from/${id}`, { claims, options: { [option]: wanted, [`${option}From`]: from }, ...outcome });
  const roles = (id, ...more) => p(`roles-${id}`, 'roles', ...more);
  const scopes = (id, ...more) => p(`scopes-${id}`, 'scopes', ...more);
  const keycloak = [['realm_access', 'roles']];
  await roles('path', keycloak, 'admin', { realm_access: { roles: ['admin', 'user'] } });
  await roles('path-lacks', keycloak, 'admin', { realm_access: { roles: ['user'] } }, roleMissing);
  await roles('path-of-another', keycloak, 'admin', { resource_access: { roles: ['admin'] } }, roleMissing);
  await roles('path-ends-early', keycloak, 'admin', { realm_access: ['admin'] }, noPath);
  await roles('path-in-an-array', keycloak, 'admin', { realm_access: [{ roles: ['admin'] }] }, noPath);
  await roles('names-are-no-path', keycloak[0], 'admin', { realm_access: { roles: ['admin'] } }, noPath);
  await roles('custom-name-no-more', keycloak, 'admin', { roles: ['admin'] }, roleMissing);
  await roles('name', 'cognito:groups', 'admin', { 'cognito:groups': ['admin'] });
  await roles('name-with-dots', ROLES, 'admin', { [ROLES]: 'admin' });
  await roles('name-is-no-path', 'a.b', 'admin', { a: { b: 'admin' } }, roleMissing);
  await roles('several', [...keycloak, 'cognito:groups', ROLES], ['a', 'b', 'c'], {
    realm_access: { roles: ['a'] },
    'cognito:groups': ['b'],
    [ROLES]: 'c',
  });
  await roles('string-is-one-role', 'group', 'a', { group: 'a b' }, roleMissing);
  await roles('inherited', [['toString', 'name']], 'toString', {}, roleMissing);
  await scopes('name', 'permissions', 'read', { permissions: ['read'] });
  await scopes('string-of-several', [['ext', 'scope']], ['read', 'write'], { ext: { scope: 'write read' } });
  await scopes('custom-name-no-more', 'permissions', 'read', { scope: 'read' }, scopeMissing);
  // IdentityServer, Spring.
  await c.policy('from/scope-as-array', { claims: { scope: ['read', 'write'] }, options: { scopes: ['read', 'write'] } });
}

export default async function grants(c) {
  await requiredValues(c);
  await places(c);
}
