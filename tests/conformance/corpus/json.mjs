// JSON as RFC 8259 has it and member names once only (RFC 7515 section 4, RFC 7519 section 4).
const malformed = { expect: 'token_malformed' };
const ROOM = 1024 * 1024;

const bytes = (...parts) => Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p) : Buffer.from(p))));

function duplicates(c, exp) {
  const jwx = { cve: 'jwx #2234', rfc: 'RFC 7515 section 4' };
  const header = (id, text, extra) => c.text(`duplicates/header-${id}`, { header: text, ...malformed, ...extra });
  header('alg-then-none', '{"alg":"HS256","alg":"none"}', jwx);
  header('none-then-alg', '{"alg":"none","alg":"HS256"}', jwx);
  header('alg-same', '{"alg":"HS256","alg":"HS256"}', jwx);
  header('alg-escaped', '{"alg":"HS256","\\u0061lg":"HS256"}', jwx);
  header('kid', '{"alg":"HS256","kid":"a","kid":"b"}');
  header('unknown', '{"alg":"HS256","x":1,"x":1}');
  header('nested', '{"alg":"HS256","x":{"a":1,"a":2}}');
  header('nested-in-array', '{"alg":"HS256","x":[[{"a":1,"a":2}]]}');
  header('empty-name', '{"alg":"HS256","":1,"":2}');
  header('proto', '{"alg":"HS256","__proto__":1,"__proto__":2}');

  const libjwt = { cve: 'libjwt #283', rfc: 'RFC 7519 section 4' };
  const payload = (id, text, extra) => c.text(`duplicates/payload-${id}`, { payload: text, ...malformed, ...extra });
  payload('exp', `{"exp":${exp},"exp":${exp}}`, libjwt);
  payload('exp-past-then-future', `{"exp":1,"exp":${exp}}`, libjwt);
  payload('exp-future-then-past', `{"exp":${exp},"exp":1}`, libjwt);
  payload('exp-escaped', `{"exp":${exp},"\\u0065xp":${exp}}`, libjwt);
  payload('sub', `{"exp":${exp},"sub":"a","sub":"b"}`);
  payload('nested', `{"exp":${exp},"x":{"a":1,"a":2}}`);
  payload('nested-escaped', `{"exp":${exp},"x":{"a":1,"\\u0061":2}}`);
  payload('nested-deep', `{"exp":${exp},"x":[{"y":[{"a":1,"b":2,"a":3}]}]}`);
  payload('escaped-slash', `{"exp":${exp},"a/b":1,"a\\/b":2}`);
  payload('escaped-surrogates', `{"exp":${exp},"😀":1,"\\ud83d\\ude00":2}`);
  payload('many', `{"exp":${exp},${Array.from({ length: 300 }, (_, i) => `"k${i}":${i}`).join()},"k7":0}`);

  // The same name at different levels, and names that only look alike, are no duplicates.
  c.text('duplicates/none-levels', { payload: `{"exp":${exp},"x":{"exp":1,"x":{"x":1}},"y":[{"a":1},{"a":2}]}` });
  c.text('duplicates/none-case', { payload: `{"exp":${exp},"a":1,"A":2}` });
  c.text('duplicates/none-normalisation', { payload: `{"exp":${exp},"\u00fc":1,"u\u0308":2}` });
  c.text('duplicates/none-many', { payload: `{"exp":${exp},${Array.from({ length: 300 }, (_, i) => `"k${i}":${i}`).join()}}` });
}

function grammar(c, exp) {
  const both = (id, wrap, extra) => {
    c.text(`grammar/header-${id}`, { rfc: 'RFC 8259 section 2', header: wrap('"alg":"HS256"'), ...malformed, ...extra });
    c.text(`grammar/payload-${id}`, { rfc: 'RFC 8259 section 2', payload: wrap(`"exp":${exp}`), ...malformed, ...extra });
  };
  both('trailing-comma', (m) => `{${m},}`);
  both('leading-comma', (m) => `{,${m}}`);
  both('double-comma', (m) => `{${m},,"a":1}`);
  both('array-trailing-comma', (m) => `{${m},"a":[1,]}`);
  both('no-comma', (m) => `{${m} "a":1}`);
  both('unclosed', (m) => `{${m}`);
  both('closed-twice', (m) => `{${m}}}`);
  both('two-objects', (m) => `{${m}}{${m}}`);
  both('trailing-text', (m) => `{${m}}x`);
  both('trailing-nul', (m) => `{${m}}\0`);
  both('leading-text', (m) => `x{${m}}`);
  both('single-quotes', (m) => `{${m},'a':1}`);
  both('unquoted-name', (m) => `{${m},a:1}`);
  both('comment', (m) => `{${m}/* */}`);
  both('line-comment', (m) => `{${m}}//`);
  both('nan', (m) => `{${m},"a":NaN}`);
  both('infinity', (m) => `{${m},"a":Infinity}`);
  both('minus-infinity', (m) => `{${m},"a":-Infinity}`);
  both('undefined', (m) => `{${m},"a":undefined}`);
  both('true-case', (m) => `{${m},"a":True}`);
  both('plus-number', (m) => `{${m},"a":+1}`);
  both('leading-zero', (m) => `{${m},"a":01}`);
  both('minus-leading-zero', (m) => `{${m},"a":-01}`);
  both('bare-fraction', (m) => `{${m},"a":.5}`);
  both('bare-point', (m) => `{${m},"a":1.}`);
  both('bare-exponent', (m) => `{${m},"a":1e}`);
  both('bare-minus', (m) => `{${m},"a":-}`);
  both('hex', (m) => `{${m},"a":0x10}`);
  both('underscore-number', (m) => `{${m},"a":1_000}`);
  both('control-character', (m) => `{${m},"a":"x\u0001y"}`);
  both('newline-in-string', (m) => `{${m},"a":"x\ny"}`);
  both('tab-in-string', (m) => `{${m},"a":"x\ty"}`);
  both('bad-escape', (m) => `{${m},"a":"\\x41"}`);
  both('short-escape', (m) => `{${m},"a":"\\u00e"}`);
  both('unclosed-string', (m) => `{${m},"a":"x}`);
  both('form-feed', (m) => `{${m}\f}`);
  both('vertical-tab', (m) => `{${m}\v}`);
  both('nbsp', (m) => `{${m}\u00a0}`);
  both('bom', (m) => `\ufeff{${m}}`);
  both('missing-value', (m) => `{${m},"a":}`);
  both('missing-colon', (m) => `{${m},"a"}`);
  both('number-name', (m) => `{${m},1:1}`);
  // Unicode that no UTF-8 text can hold (RFC 8259 section 8.2; RFC 7493 section 2.1).
  both('lone-high-surrogate', (m) => `{${m},"a":"\\ud800"}`);
  both('lone-low-surrogate', (m) => `{${m},"a":"\\udc00"}`);
  both('swapped-surrogates', (m) => `{${m},"a":"\\udc00\\ud800"}`);
  both('lone-surrogate-name', (m) => `{${m},"\\ud800":1}`);
  for (const [id, raw] of [
    ['lone-continuation', [0x80]],
    ['truncated', [0xe2, 0x98]],
    ['overlong-slash', [0xc0, 0xaf]],
    ['overlong-nul', [0xc0, 0x80]],
    ['surrogate', [0xed, 0xa0, 0x80]],
    ['above-10ffff', [0xf4, 0x90, 0x80, 0x80]],
    ['ff', [0xff]],
    ['latin1', [0xe9]],
  ]) {
    both(`utf8-${id}`, (m) => bytes(`{${m},"a":"`, raw, '"}'), { rfc: 'RFC 7519 section 7.2, RFC 3629' });
  }
  both('utf16', (m) => Buffer.from(`{${m}}`, 'utf16le'));

  const notObjects = ['null', 'true', '1', '"a"', '[]', '[{"alg":"HS256"}]', '', ' ', '""'];
  for (const [i, text] of notObjects.entries()) {
    c.text(`objects/header-${i}`, { header: text, ...malformed });
    c.text(`objects/payload-${i}`, { payload: text, ...malformed });
  }
  c.text('objects/payload-array-of-claims', { cve: 'fast-jwt #638', payload: `[{"exp":${exp}}]`, ...malformed });
  c.text('objects/payload-array-of-expired-claims', { cve: 'fast-jwt #638', payload: '[{"exp":1}]', ...malformed });
  c.text('objects/payload-string-of-claims', { payload: JSON.stringify(`{"exp":${exp}}`), ...malformed });

  // And what must pass.
  c.text('valid/empty-names-and-values', { payload: `{"exp":${exp},"":"","a":{},"b":[],"c":null}` });
  c.text('valid/escapes', {
    payload: `{"exp":${exp},"a":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00"}`,
    claims: { exp, a: '"\\/\b\f\n\r\té😀' },
  });
  c.text('valid/nul-escape', { payload: `{"exp":${exp},"a":"x\\u0000y"}`, claims: { exp, a: 'x\0y' } });
  c.text('valid/numbers', { payload: `{"exp":${exp},"a":[0,-0,1.5,-1.5e-3,1E+2,9007199254740993]}` });
  c.text('valid/whitespace', { payload: ` \t\r\n{ "exp" :\n${exp}\t,\r"a" : [ 1 , 2 ] }\n ` });
  c.text('valid/del-and-separators', { payload: `{"exp":${exp},"a":"\u007f\u2028\u2029"}` });
  c.text('valid/non-character', { payload: `{"exp":${exp},"a":"\uffff"}` });
}

function depth(c, exp) {
  const cve = 'CVE-2025-53864';
  const options = { maxTokenBytes: ROOM };
  const nest = (open, close, n) => open.repeat(n) + (open === '[' ? '' : '1') + close.repeat(n);
  for (const n of [20_000, 100_000]) {
    for (const [shape, open, close] of [
      ['arrays', '[', ']'],
      ['objects', '{"a":', '}'],
    ]) {
      const header = `{"alg":"HS256","x":${nest(open, close, n)}}`;
      const payload = `{"exp":${exp},"x":${nest(open, close, n)}}`;
      c.text(`depth/header-${shape}-${n}`, { cve, options, header, ...malformed });
      c.text(`depth/payload-${shape}-${n}`, { cve, options, payload, ...malformed });
    }
    c.text(`depth/payload-unclosed-${n}`, { cve, options, payload: '['.repeat(n), ...malformed });
    c.text(`depth/header-unclosed-${n}`, { cve, options, header: '{"a":'.repeat(n), ...malformed });
  }
  c.text('depth/header-default-limit', { cve, header: `{"alg":"HS256","x":${nest('[', ']', 2900)}}`, ...malformed });
  c.text('depth/ordinary', { payload: `{"exp":${exp},"x":${nest('[', ']', 8)},"y":${nest('{"a":', '}', 8)}}` });
}

export default function json(c) {
  const exp = c.now + 60;
  duplicates(c, exp);
  grammar(c, exp);
  depth(c, exp);
}
