// exp, nbf, iat and maxAge to the second (RFC 7519 sections 4.1.4 to 4.1.6).
const EXP = 'RFC 7519 section 4.1.4';
const NBF = 'RFC 7519 section 4.1.5';
const IAT = 'RFC 7519 section 4.1.6';

export default async function times(c) {
  const { now } = c;
  const refuse = (code, claim) => ({ expect: code, claim });

  // exp: valid while now < exp + tolerance.
  const expired = refuse('token_expired', 'exp');
  const notSeconds = refuse('claim_invalid', 'exp');
  for (const [id, offset, tolerance, outcome] of [
    ['exp-far', 86400, 0],
    ['exp-one-second-left', 1, 0],
    ['exp-equals-now', 0, 0, expired],
    ['exp-one-second-ago', -1, 0, expired],
    ['exp-half-second-left', 0.5, 0],
    ['exp-half-second-ago', -0.5, 0, expired],
    ['exp-tolerance-one-left', -59, 60],
    ['exp-tolerance-edge', -60, 60, expired],
    ['exp-tolerance-over', -61, 60, expired],
    ['exp-tolerance-fraction-left', -59.5, 60],
    ['exp-tolerance-fraction-over', -60.5, 60, expired],
    ['exp-tolerance-fractional-option', -1, 1.5],
  ]) {
    await c.policy(id, { rfc: EXP, claims: { exp: now + offset }, options: { clockTolerance: tolerance }, ...outcome });
  }
  for (const [id, exp, outcome] of [
    ['exp-zero', 0, expired],
    ['exp-negative', -1, expired],
    ['exp-very-negative', -1e300, expired],
    // Beyond the year 5000 milliseconds were meant.
    ['exp-year-5000', 95_617_584_000, undefined],
    ['exp-beyond-year-5000', 95_617_584_001, notSeconds],
    ['exp-milliseconds', now * 1000, notSeconds],
    ['exp-2-53', 2 ** 53, notSeconds],
    ['exp-2-63', 2 ** 63, notSeconds],
    ['exp-1e300', 1e300, notSeconds],
  ]) {
    await c.policy(id, { rfc: EXP, claims: { exp }, ...outcome });
  }
  for (const [id, text, outcome] of [
    ['exp-exponent-form', '1.8000003e9', undefined],
    ['exp-exponent-past', '17E8', expired],
    ['exp-trailing-zero-fraction', `${now + 60}.0`, undefined],
    ['exp-trailing-zero-fraction-past', `${now}.0`, expired],
    ['exp-minus-zero', '-0', expired],
    ['exp-minus-zero-fraction', '-0.0', expired],
    ['exp-tiny', '1e-400', expired],
    ['exp-400-digits-fraction', `${now + 60}.${'0'.repeat(400)}1`, undefined],
  ]) {
    c.text(id, { rfc: EXP, payload: `{"exp":${text}}`, ...outcome });
  }

  // nbf: now >= nbf - tolerance.
  const early = refuse('token_not_yet_valid', 'nbf');
  for (const [id, offset, tolerance, outcome] of [
    ['nbf-past', -100, 0],
    ['nbf-equals-now', 0, 0],
    ['nbf-one-second-ahead', 1, 0, early],
    ['nbf-half-second-ahead', 0.5, 0, early],
    ['nbf-half-second-ago', -0.5, 0],
    ['nbf-tolerance-edge', 60, 60],
    ['nbf-tolerance-over', 61, 60, early],
    ['nbf-tolerance-fraction-over', 60.5, 60, early],
  ]) {
    await c.policy(id, { rfc: NBF, claims: { nbf: now + offset }, options: { clockTolerance: tolerance }, ...outcome });
  }

  // iat: not in the future, by more than a minute unless a tolerance is given.
  const future = refuse('token_issued_in_future', 'iat');
  for (const [id, offset, tolerance, outcome] of [
    ['iat-equals-now', 0, 0],
    ['iat-one-second-ahead', 1, 0, future],
    ['iat-half-second-ahead', 0.5, 0, future],
    ['iat-default-edge', 60, undefined],
    ['iat-default-over', 60.5, undefined, future],
    ['iat-tolerance-edge', 60, 60],
    ['iat-tolerance-over', 61, 60, future],
  ]) {
    const options = tolerance === undefined ? {} : { clockTolerance: tolerance };
    await c.policy(id, { rfc: IAT, claims: { iat: now + offset }, options, ...outcome });
  }
  await c.policy('iat-absent', { claims: { iat: undefined } });
  await c.policy('iat-negative', { claims: { iat: -5 } });

  // maxAge: now - iat <= maxAge + tolerance.
  const old = refuse('token_too_old', 'iat');
  for (const [id, age, maxAge, tolerance, outcome] of [
    ['max-age-young', 10, 60, 0],
    ['max-age-edge', 60, 60, 0],
    ['max-age-over', 61, 60, 0, old],
    ['max-age-fraction-over', 60.5, 60, 0, old],
    ['max-age-fraction-under', 59.5, 60, 0],
    ['max-age-tolerance-edge', 65, 60, 5],
    ['max-age-tolerance-over', 66, 60, 5, old],
    ['max-age-zero-same-second', 0, 0, 0],
    ['max-age-zero-over', 1, 0, 0, old],
  ]) {
    await c.policy(id, { claims: { iat: now - age }, options: { maxAge, clockTolerance: tolerance }, ...outcome });
  }
  await c.policy('max-age-without-iat', {
    claims: { iat: undefined },
    options: { maxAge: 60 },
    ...refuse('claim_missing', 'iat'),
  });
  await c.policy('max-age-future-iat', { claims: { iat: now + 90 }, options: { maxAge: 60 }, ...future });
  // Without maxAge an old iat is of no interest.
  await c.policy('iat-very-old', { claims: { iat: 1 } });

  const range = { cve: 'libjwt #283' };
  for (const [id, text, outcome] of [
    ['nbf-2-63', '9223372036854775808', early],
    ['nbf-2-63-minus-1', '9223372036854775807', early],
    ['nbf-2-64', '18446744073709551616', early],
    ['nbf-2-64-minus-1', '18446744073709551615', early],
    ['nbf-300-digits', '9'.repeat(300), early],
    ['nbf-400-digits', '9'.repeat(400), refuse('claim_invalid', 'nbf')],
    ['nbf-1e400', '1e400', refuse('claim_invalid', 'nbf')],
    ['nbf-minus-2-63', '-9223372036854775809', undefined],
  ]) {
    c.text(id, { ...range, payload: `{"exp":${now + 60},"nbf":${text}}`, ...outcome });
  }
  for (const [id, text, outcome] of [
    ['exp-1e400', '1e400', refuse('claim_invalid', 'exp')],
    ['exp-minus-1e400', '-1e400', refuse('claim_invalid', 'exp')],
    ['exp-400-digits', '9'.repeat(400), refuse('claim_invalid', 'exp')],
    ['exp-minus-2-64', '-18446744073709551617', expired],
    ['exp-2-64', '18446744073709551616', notSeconds],
  ]) {
    c.text(id, { ...range, payload: `{"exp":${text}}`, ...outcome });
  }
  // Clocks other than the corpus's.
  await c.policy('clock-far-future', { now: 4e12, claims: { exp: 4e12 + 1 } });
  await c.policy('clock-at-epoch', { now: 0, claims: { exp: 1, iat: 0 } });
  await c.policy('clock-fractional', { now: now + 0.25, claims: { exp: now + 0.5 } });
  await c.policy('clock-fractional-past', { now: now + 0.75, claims: { exp: now + 0.5 }, ...expired });
}
