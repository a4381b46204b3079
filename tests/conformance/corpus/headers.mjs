// Header members: crit, b64, wrong types, unknown members.

const unsupported = { expect: 'critical_header_unsupported' };
const malformed = { expect: 'token_malformed' };

function crit(c) {
  const rfc = 'RFC 7515 section 4.1.11';
  const h = (id, members, crit, outcome) =>
    c.text(`crit/${id}`, { rfc, header: `{"alg":"HS256",${members}}`, options: { ...(crit && { crit }) }, ...outcome });
  h('understood', '"crit":["x"],"x":1', ['x']);
  h('two-understood', '"crit":["x","y"],"x":1,"y":{"z":[]}', ['y', 'x', 'unused']);
  h('url-name-understood', '"crit":["http://example.com/x"],"http://example.com/x":true', ['http://example.com/x']);
  h('listed-but-not-used', '"x":1', ['x']);
  h('one-of-two-understood', '"crit":["x","y"],"x":1,"y":2', ['x'], unsupported);
  h('named-but-absent', '"crit":["x"]', ['x'], unsupported);
  h('empty', '"crit":[]', undefined, unsupported);
  h('empty-with-list', '"crit":[]', ['x'], unsupported);
  h('twice', '"crit":["x","x"],"x":1', ['x'], unsupported);
  h('string', '"crit":"x","x":1', ['x'], unsupported);
  h('number-member', '"crit":[7],"7":1', ['7'], unsupported);
  h('mixed', '"crit":["x",null],"x":1', ['x'], unsupported);
  h('nested', '"crit":[["x"]],"x":1', ['x'], unsupported);
  h('object', '"crit":{"x":1},"x":1', ['x'], unsupported);
  h('null', '"crit":null', undefined, unsupported);
  h('true', '"crit":true', undefined, unsupported);
  h('false', '"crit":false', undefined, unsupported);
  h('zero', '"crit":0', undefined, unsupported);
  h('empty-string-name', '"crit":[""],"":1', undefined, unsupported);
  h('case', '"crit":["X"],"X":1', ['x'], unsupported);
  h('constructor', '"crit":["constructor"],"constructor":1', undefined, unsupported);
  h('proto', '"crit":["__proto__"],"__proto__":1', undefined, unsupported);
  h('toString-absent', '"crit":["toString"]', undefined, unsupported);
  h('toString-listed-and-absent', '"crit":["toString"]', ['toString'], unsupported);
  h('constructor-listed-and-there', '"crit":["constructor"],"constructor":1', ['constructor']);
  // Names of RFC 7515 itself must not be in the list, understood or not.
  h('alg', '"crit":["alg"]', undefined, unsupported);
  h('kid', '"crit":["kid"],"kid":"a"', undefined, unsupported);
  h('crit-itself', '"crit":["crit"]', undefined, unsupported);
  h('registered-claim', '"crit":["exp"],"exp":1', undefined, unsupported);

  for (const [id, cve, members] of [
    ['authlib-bork', 'CVE-2025-59420', '"crit":["bork"],"bork":true'],
    ['authlib-cnf', 'CVE-2025-59420', '"crit":["cnf"],"cnf":{"jkt":"x"}'],
    ['pyjwt-x', 'CVE-2026-32597 / GHSA-752w-5fwx-jx9f', '"crit":["x"],"x":true'],
    ['fast-jwt-policy', 'CVE-2026-35042 / GHSA-hm7r-c7qw-ghp6', '"crit":["x-custom-policy"],"x-custom-policy":"require-mfa"'],
    ['jsonwebtoken-x', 'jsonwebtoken #1032 (open)', '"crit":["x"],"x":1'],
  ]) {
    c.text(`crit/${id}`, { cve, rfc, header: `{"alg":"HS256",${members}}`, ...unsupported });
  }

  // RFC 7797: an unencoded payload is not supported, whoever claims to understand it.
  const b64 = (id, members, options) =>
    c.text(`b64/${id}`, { rfc: 'RFC 7797 section 6', header: `{"alg":"HS256",${members}}`, options, ...unsupported });
  b64('false-critical', '"crit":["b64"],"b64":false');
  b64('true-critical', '"crit":["b64"],"b64":true');
  b64('false', '"b64":false');
  b64('true', '"b64":true');
  b64('null', '"b64":null');
  b64('string', '"b64":"false"');
}

function memberTypes(c) {
  const h = (id, header, outcome, extra) => c.text(`members/${id}`, { header, ...outcome, ...extra });
  h('alg-absent', '{"typ":"JWT"}', malformed);
  h('alg-null', '{"alg":null}', malformed);
  h('alg-number', '{"alg":256}', malformed);
  h('alg-array', '{"alg":["HS256"]}', malformed);
  h('alg-object', '{"alg":{"name":"HS256"}}', malformed);
  h('alg-true', '{"alg":true}', malformed);
  h('kid-number', '{"alg":"HS256","kid":7}', malformed);
  h('kid-null', '{"alg":"HS256","kid":null}', malformed);
  h('kid-array', '{"alg":"HS256","kid":["a"]}', malformed);
  h('kid-object', '{"alg":"HS256","kid":{}}', malformed);
  h('typ-number', '{"alg":"HS256","typ":7}', malformed);
  h('typ-null', '{"alg":"HS256","typ":null}', malformed);
  h('typ-array', '{"alg":"HS256","typ":["JWT"]}', malformed);
  // RFC 7515 section 4: header parameters that are not understood are ignored.
  h('unknown-members', '{"alg":"HS256","x":1,"y":[null],"z":{"a":"b"}}', {});
  h('cty', '{"alg":"HS256","cty":"JWT"}', {});
  h('whitespace', ' {\r\n\t"alg" : "HS256" } \n', {});
  h('alg-escaped', '{"\\u0061lg":"HS\\u003256"}', {});
  h('nested-alg', '{"x":{"alg":"none"},"alg":"HS256"}', {});
  h('alg-case', '{"alg":"hs256"}', { expect: 'algorithm_not_allowed' });
  h('alg-spaces', '{"alg":" HS256"}', { expect: 'algorithm_not_allowed' });
  h('Alg', '{"Alg":"HS256"}', malformed);
}

export default function headers(c) {
  crit(c);
  memberTypes(c);
}
