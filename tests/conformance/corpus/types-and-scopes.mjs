// The `type` claim, the header's `typ` and scopes.
const mismatch = { expect: 'type_mismatch' };
const scopeMissing = { expect: 'scope_missing' };

async function typeClaim(c) {
  const p = (id, type, option, outcome) => c.policy(`type/${id}`, { claims: { type }, options: { type: option }, ...outcome });
  await p('access', 'access', 'access');
  await p('refresh-for-access', 'refresh', 'access', mismatch);
  await p('access-for-refresh', 'access', 'refresh', mismatch);
  await p('absent', undefined, 'access', mismatch);
  await p('empty', '', 'access', mismatch);
  await p('case', 'Access', 'access', mismatch);
  await p('number', 7, 'access', { expect: 'claim_invalid', claim: 'type' });
  await p('array', ['access'], 'access', { expect: 'claim_invalid', claim: 'type' });
  await p('null', null, 'access', { expect: 'claim_invalid', claim: 'type' });
  await c.policy('type/not-configured', { claims: { type: 'refresh' } });
}

async function typHeader(c) {
  const rfc = 'RFC 7515 section 4.1.9, RFC 8725 section 3.11';
  const p = (id, typ, option, outcome) =>
    c.policy(`typ/${id}`, { rfc, header: typ === undefined ? {} : { typ }, options: { typ: option }, ...outcome });
  await p('equal', 'at+jwt', 'at+jwt');
  await p('case', 'AT+JWT', 'at+jwt');
  await p('prefixed', 'application/at+jwt', 'at+jwt');
  await p('prefixed-case', 'Application/AT+JWT', 'at+jwt');
  await p('prefixed-option', 'at+jwt', 'application/at+jwt');
  await p('jwt', 'JWT', 'JWT');
  await p('jwt-lower', 'jwt', 'JWT');
  await p('absent', undefined, 'at+jwt', mismatch);
  await p('empty', '', 'at+jwt', mismatch);
  await p('jwt-for-at', 'JWT', 'at+jwt', mismatch);
  await p('longer', 'at+jwt+x', 'at+jwt', mismatch);
  await p('other-prefix', 'text/at+jwt', 'at+jwt', mismatch);
  await p('twice-prefixed', 'application/application/at+jwt', 'at+jwt', mismatch);
  await p('space', 'at+jwt ', 'at+jwt', mismatch);
  await c.policy('typ/not-configured', { header: { typ: 'anything' } });
  for (const typ of ['vp+jwt', 'application/vp+jwt']) {
    await c.policy(`typ/presentation-${typ.length}`, {
      cve: 'CVE-2026-41164',
      rfc: 'RFC 9068 section 4',
      header: { typ },
      options: { typ: 'at+jwt' },
      ...mismatch,
    });
  }
}

async function scopes(c) {
  const rfc = 'RFC 6750 section 3.1, RFC 8693 section 4.2';
  const p = (id, claims, wanted, outcome) => c.policy(`scopes/${id}`, { rfc, claims, options: { scopes: wanted }, ...outcome });
  await p('string', { scope: 'read write' }, ['read']);
  await p('string-all', { scope: 'write admin read' }, ['read', 'write']);
  await p('array', { scopes: ['read', 'write'] }, ['read', 'write']);
  await p('scp-array', { scp: ['read', 'write'] }, ['write']);
  await p('scp-string', { scp: 'read write' }, ['write']);
  await p('union', { scope: 'read', scopes: ['write'], scp: ['admin'] }, ['read', 'write', 'admin']);
  await p('colon', { scope: 'orders:read' }, ['orders:read']);
  await p('many-spaces', { scope: '  read   write ' }, ['read', 'write']);
  await p('absent', {}, ['read'], scopeMissing);
  await p('empty-string', { scope: '' }, ['read'], scopeMissing);
  await p('empty-array', { scopes: [] }, ['read'], scopeMissing);
  await p('lacking-one', { scope: 'read' }, ['read', 'write'], scopeMissing);
  await p('substring', { scope: 'readall' }, ['read'], scopeMissing);
  await p('superstring', { scope: 'rea' }, ['read'], scopeMissing);
  await p('case', { scope: 'READ' }, ['read'], scopeMissing);
  await p('tab-is-no-separator', { scope: 'read\twrite' }, ['read'], scopeMissing);
  await p('newline-is-no-separator', { scope: 'read\nwrite' }, ['read'], scopeMissing);
  await p('comma-is-no-separator', { scope: 'read,write' }, ['read'], scopeMissing);
  await p('array-member-is-not-split', { scopes: ['read write'] }, ['read'], scopeMissing);
  await p('inherited-name', {}, ['toString'], scopeMissing);
  // The wrong JSON type: claim_invalid by the table; lacking all the same.
  const wrongType = { expect: { codes: ['claim_invalid', 'scope_missing'] } };
  await p('number', { scope: 7 }, ['7'], wrongType);
  await p('object', { scope: { read: true } }, ['read'], wrongType);
  await p('array-of-numbers', { scopes: [7] }, ['7'], wrongType);
  await p('null', { scope: null }, ['read'], wrongType);
  await c.policy('scopes/expired-says-expired', {
    claims: { exp: c.now - 5 },
    options: { scopes: ['read'] },
    expect: 'token_expired',
    claim: 'exp',
  });
}

/** Tokens that are bound to a key: nothing checks that whoever sent one has it. */
async function confirmation(c) {
  const rfc = 'RFC 7800 section 3, RFC 9449 section 7.2, RFC 8705 section 3';
  const forms = {
    jkt: { jkt: 'a' },
    'x5t-S256': { 'x5t#S256': 'a' },
    jwk: { jwk: { kty: 'OKP' } },
    kid: { kid: 'a' },
    empty: {},
    unknown: { x: 1 },
    number: 7,
    string: 'jkt',
    array: [],
    null: null,
    false: false,
  };
  for (const [id, cnf] of Object.entries(forms))
    await c.policy(`confirmation/${id}`, { rfc, claims: { cnf }, expect: 'confirmation_missing', claim: 'cnf' });
  await c.policy('confirmation/elsewhere', { rfc, claims: { act: { cnf: { jkt: 'a' } } } });
}

export default async function typesAndScopes(c) {
  for (const part of [typeClaim, typHeader, confirmation, scopes]) await part(c);
}
