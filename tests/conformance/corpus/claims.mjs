// Issuer, audience, subject, required claims and the JSON types of claims.
import { ISSUER } from '../lib/collector.mjs';
import { pyjwtIssuers } from './shared-values.mjs';

const missing = (claim) => ({ expect: 'claim_missing', claim });
const invalid = (claim) => ({ expect: 'claim_invalid', claim });
const mismatch = (claim) => ({ expect: 'claim_mismatch', claim });

async function issuers(c) {
  const rfc = 'RFC 7519 section 4.1.1';
  const p = (id, iss, issuer, outcome) => c.policy(`iss/${id}`, { rfc, claims: { iss }, options: { issuer }, ...outcome });
  await p('equal', ISSUER, ISSUER);
  await p('one-of', ISSUER, ['https://first.example', ISSUER]);
  await p('other', 'https://evil.example', ISSUER, mismatch('iss'));
  await p('none-of', 'https://evil.example', ['https://first.example', ISSUER], mismatch('iss'));
  await p('absent', undefined, ISSUER, missing('iss'));
  await p('absent-list', undefined, [ISSUER, 'https://b.example'], missing('iss'));
  await p('null', null, ISSUER, invalid('iss'));
  await p('number', 7, '7', invalid('iss'));
  await p('case', 'HTTPS://issuer.example', ISSUER, mismatch('iss'));
  await p('trailing-slash', `${ISSUER}/`, ISSUER, mismatch('iss'));
  await p('trailing-space', `${ISSUER} `, ISSUER, mismatch('iss'));
  await p('trailing-nul', `${ISSUER}\0`, ISSUER, mismatch('iss'));
  await p('object', { [ISSUER]: true }, ISSUER, invalid('iss'));
  // RFC 7519 section 2, StringOrURI: compared as they are, with no Unicode normalisation.
  await p('unicode-equal', 'https://bücher.example', 'https://bücher.example');
  await p('unicode-other-form', 'https://bu\u0308cher.example', 'https://b\u00fccher.example', mismatch('iss'));
  await c.policy('iss/array-with-ours', {
    cve: 'CVE-2025-30144',
    claims: { iss: ['https://evil.example', ISSUER] },
    options: { issuer: ISSUER },
    ...invalid('iss'),
  });
  await c.policy('iss/array-only-ours', {
    cve: 'CVE-2025-30144',
    claims: { iss: [ISSUER] },
    options: { issuer: [ISSUER] },
    ...invalid('iss'),
  });
  await c.policy('iss/array-not-configured', { cve: 'CVE-2025-30144', claims: { iss: [ISSUER] }, ...invalid('iss') });
  for (const [i, iss] of pyjwtIssuers.entries()) {
    await c.policy(`iss/substring-${i}`, {
      cve: 'CVE-2024-53861 / GHSA-75c5-xw7c-p5pm',
      claims: { iss },
      options: { issuer: i % 2 ? [ISSUER] : ISSUER },
      ...mismatch('iss'),
    });
  }
}

async function audiences(c) {
  const rfc = 'RFC 7519 section 4.1.3';
  const cve = 'CVE-2020-26160 / GHSA-w73w-5m7g-f7qc';
  const p = (id, aud, audience, outcome) => c.policy(`aud/${id}`, { rfc, claims: { aud }, options: { audience }, ...outcome });
  await p('string', 'api-one', 'api-one');
  await p('string-list-option', 'api-one', ['api-two', 'api-one']);
  await p('array', ['api-two', 'api-one'], 'api-one');
  await p('array-list-option', ['api-two', 'api-one'], ['api-three', 'api-one']);
  await p('other', 'api-two', 'api-one', mismatch('aud'));
  await p('substring', 'api-one-more', 'api-one', mismatch('aud'));
  await p('prefix', 'api', 'api-one', mismatch('aud'));
  await p('case', 'API-ONE', 'api-one', mismatch('aud'));
  await p('empty-string', '', 'api-one', mismatch('aud'));
  await p('comma-list', 'api-one,api-two', 'api-one', mismatch('aud'));
  await p('space-list', 'api-one api-two', 'api-one', mismatch('aud'));
  await p('absent', undefined, 'api-one', missing('aud'));
  await p('false-string', 'api-one', false);
  await p('false-array', ['api-one'], false);
  await p('false-absent', undefined, false);
  for (const [id, aud] of [
    ['null', null],
    ['number', 7],
    ['object', { 'api-one': true }],
    ['boolean', true],
    ['array-number', [7]],
    ['array-mixed', ['api-one', 7]],
    ['array-null', [null]],
    ['nested-array', [['api-one']]],
  ]) {
    await p(`${id}-type`, aud, 'api-one', invalid('aud'));
    await p(`${id}-type-not-looked-at`, aud, false, invalid('aud'));
  }
  // Not configured: a token meant for someone is refused (RFC 7519 section 4.1.3).
  await c.policy('aud/not-configured-string', { rfc, claims: { aud: 'api-one' }, ...mismatch('aud') });
  await c.policy('aud/not-configured-array', { rfc, claims: { aud: ['api-one'] }, ...mismatch('aud') });
  await c.policy('aud/not-configured-empty-array', { rfc, claims: { aud: [] }, ...mismatch('aud') });
  await c.policy('aud/not-configured-empty-string', { rfc, claims: { aud: '' }, ...mismatch('aud') });
  for (const [id, aud] of [
    ['empty-array', []],
    ['array-of-empty', ['']],
    ['array-without-ours', ['api-two', 'api-three']],
  ]) {
    await c.policy(`aud/${id}`, { cve, rfc, claims: { aud }, options: { audience: 'api-one' }, ...mismatch('aud') });
    await c.policy(`aud/${id}-list-option`, {
      cve,
      rfc,
      claims: { aud },
      options: { audience: ['api-one', 'api-four'] },
      ...mismatch('aud'),
    });
  }
}

async function subjects(c) {
  const rfc = 'RFC 7519 section 4.1.2';
  const p = (id, sub, subject, outcome) => c.policy(`sub/${id}`, { rfc, claims: { sub }, options: { subject }, ...outcome });
  await p('equal', 'subject-one', 'subject-one');
  await p('one-of', 'subject-one', ['subject-two', 'subject-one']);
  await p('other', 'subject-three', 'subject-one', mismatch('sub'));
  await p('none-of', 'subject-three', ['subject-two', 'subject-one'], mismatch('sub'));
  await p('absent', undefined, 'subject-one', missing('sub'));
  await p('array', ['subject-one'], 'subject-one', invalid('sub'));
  await p('number', 1, '1', invalid('sub'));
}

async function required(c) {
  const p = (id, claims, requiredClaims, outcome) =>
    c.policy(`required/${id}`, { claims, options: { ...(requiredClaims && { requiredClaims }) }, ...outcome });
  await p('exp-by-default', { exp: undefined }, undefined, missing('exp'));
  await p('empty-list-no-exp', { exp: undefined }, []);
  await p('empty-list-expired', { exp: c.now - 1 }, [], { expect: 'token_expired', claim: 'exp' });
  await p('list-replaces-default', { exp: undefined, jti: 'a1' }, ['jti']);
  await p('jti-present', { jti: 'a1' }, ['exp', 'jti']);
  await p('jti-absent', {}, ['exp', 'jti'], missing('jti'));
  await p('private-claim-present', { tenant: 'a' }, ['exp', 'tenant']);
  await p('private-claim-absent', {}, ['exp', 'tenant'], missing('tenant'));
  await p('falsy-values-are-present', { tenant: '', level: 0, admin: false }, ['tenant', 'level', 'admin']);
  // Names every JavaScript object seems to have.
  for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
    await p(`inherited-${name}`, {}, ['exp', name], missing(name));
  }
}

async function types(c) {
  const values = [
    ['null', null],
    ['boolean', true],
    ['object', {}],
    ['array', []],
  ];
  for (const claim of ['exp', 'nbf', 'iat']) {
    for (const [id, value] of [
      ...values,
      ['string-digits', '99999999999'],
      ['string-word', 'never'],
      ['string-empty', ''],
      ['array-number', [c.now + 60]],
      ['object-number', { value: c.now + 60 }],
    ]) {
      await c.policy(`types/${claim}-${id}`, {
        cve: 'CVE-2026-25537 / GHSA-h395-gr6q-cpjc',
        rfc: 'RFC 7519 section 2 (NumericDate)',
        claims: { [claim]: value },
        ...invalid(claim),
      });
    }
  }
  for (const claim of ['iss', 'sub', 'jti']) {
    for (const [id, value] of [...values, ['number', 12345]]) {
      await c.policy(`types/${claim}-${id}`, { rfc: 'RFC 7519 section 4.1', claims: { [claim]: value }, ...invalid(claim) });
    }
  }
  // Not required, yet of the wrong type: still refused.
  await c.policy('types/exp-string-not-required', { claims: { exp: '123' }, options: { requiredClaims: [] }, ...invalid('exp') });
}

export default async function claims(c) {
  for (const part of [issuers, audiences, subjects, required, types]) await part(c);
}
