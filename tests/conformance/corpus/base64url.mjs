// Only canonical, unpadded base64url (RFC 7515 section 2 and section 5.2; RFC 4648 section 3.5).
import { ALPHABET, withPart } from '../lib/encoding.mjs';
import { claimsWith } from '../lib/collector.mjs';
import { joseMint, mintParts } from '../lib/sign.mjs';

const NAMES = ['header', 'payload', 'signature'];
const TRAILING = 'tink-java #82, libjwt #284, joserfc #51';
const FOREIGN = 'CVE-2022-25898 / GHSA-3fvg-4v2m-98jf';

const insert = (text, at) => (part) => part.slice(0, at(part)) + text + part.slice(at(part));
const middle = (part) => part.length >> 1;
const start = () => 0;
const end = (part) => part.length;

/** Raises the last character by one: the same bytes for a lax decoder. */
function trailingBits(part) {
  const last = ALPHABET.indexOf(part.at(-1));
  return part.slice(0, -1) + ALPHABET[last + 1];
}

export default async function base64url(c) {
  const key = c.k.HS256;
  const hs = { keys: key.secret, signer: key, options: { algorithms: ['HS256'] } };

  /** A token whose part `index` has length 2 or 3 modulo 4, so that it has trailing bits. */
  async function tokenWith(index, rest) {
    for (let n = 0; n < 12; n++) {
      const pad = 'x'.repeat(n);
      const token = await joseMint('HS256', key, claimsWith({ pad }), { pad });
      if (token.split('.')[index].length % 4 === rest) return token;
    }
    throw new Error('no such length');
  }

  for (const [index, name] of NAMES.entries()) {
    // An HS256 signature is 43 characters: always 3 modulo 4.
    const rests = index === 2 ? [3] : [2, 3];
    const token = await tokenWith(index, rests[0]);
    const resign = (text) => {
      const [h, p] = text.split('.');
      // A lax signer signs what it sends: the signature then covers the odd text.
      return index === 2 ? text : mintParts('HS256', key, h, p);
    };
    const add = (id, change, extra) =>
      c.add({
        id: `${name}/${id}`,
        ...hs,
        rfc: 'RFC 7515 section 2',
        token: resign(withPart(token, index, change)),
        expect: 'token_malformed',
        ...extra,
      });
    for (const rest of rests) {
      const odd = await tokenWith(index, rest);
      c.add({
        id: `${name}/trailing-bits-${rest}`,
        ...hs,
        cve: TRAILING,
        rfc: 'RFC 4648 section 3.5',
        token: resign(withPart(odd, index, trailingBits)),
        expect: 'token_malformed',
      });
      add(`padding-${rest}`, () => odd.split('.')[index] + '='.repeat(4 - rest));
    }
    add('padding-one', (p) => `${p}=`);
    add('padding-four', (p) => `${p}====`);
    add('padding-percent', (p) => `${p}%3D`);
    add('length-1-mod-4', (p) => p.slice(0, p.length - ((p.length + 3) % 4)));
    add('plus', (p) => `+${p.slice(1)}`);
    add('slash', (p) => `/${p.slice(1)}`);
    for (const [id, text] of [
      ['space', ' '],
      ['newline', '\n'],
      ['star', '*'],
      ['hash', '#'],
    ]) {
      for (const [where, at] of [
        ['start', start],
        ['middle', middle],
        ['end', end],
      ]) {
        add(`${id}-${where}`, insert(text, at), { cve: FOREIGN });
      }
    }
    for (const [id, text] of [
      ['crlf', '\r\n'],
      ['tab', '\t'],
      ['nul', '\0'],
      ['nbsp', '\u00a0'],
      ['zwsp', '\u200b'],
      ['bom', '\ufeff'],
      ['comma', ','],
      ['percent', '%41'],
      ['latin', 'é'],
      ['fullwidth', 'Ａ'],
      ['backslash', '\\'],
      ['colon', ':'],
    ]) {
      add(`${id}-middle`, insert(text, middle));
    }
  }

  const good = await joseMint('HS256', key, claimsWith());
  for (const [id, token] of [
    ['space-before', ` ${good}`],
    ['space-after', `${good} `],
    ['newline-after', `${good}\n`],
    ['crlf-after', `${good}\r\n`],
    ['bom-before', `\ufeff${good}`],
    ['nul-after', `${good}\0`],
  ]) {
    c.add({ id: `token/${id}`, ...hs, cve: FOREIGN, rfc: 'RFC 7515 section 5.2', token, expect: 'token_malformed' });
  }
  // The whole alphabet, - and _ included, is in use.
  c.text('alphabet-in-payload', { payload: JSON.stringify(claimsWith({ mix: '>>>???ÿÿþþ~~' })) });
}
