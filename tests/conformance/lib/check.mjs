// Asks jose about the corpus: what we call good must verify there, what we
// refuse must be refused there too, but for a reviewed list.
import crypto from 'node:crypto';
import { jwtVerify } from 'jose';
import { laxer } from './jose-exceptions.mjs';

const CRYPTO = new Set(['signature_invalid', 'token_malformed', 'algorithm_not_allowed', 'critical_header_unsupported']);
const CLAIMS = new Set(['token_expired', 'token_not_yet_valid', 'claim_missing', 'claim_invalid', 'claim_mismatch']);
const OURS = ['claims', 'scopes', 'roles'];

function keyOf(entry) {
  if (entry.signer) return entry.signer.kind === 'secret' ? entry.signer.raw : entry.signer.publicKey;
  if (/^rfc\//.test(entry.id)) {
    const { keys } = entry;
    if (keys.kty === 'oct') return Buffer.from(keys.k, 'base64url');
    return crypto.createPublicKey({ key: keys, format: 'jwk' });
  }
  return undefined;
}

function optionsOf({ options, now }, defaultNow) {
  const { algorithms, issuer, audience, subject, typ, maxAge, clockTolerance, requiredClaims, crit } = options;
  return {
    algorithms,
    issuer,
    audience: audience || undefined,
    // jose takes one subject only.
    subject: typeof subject === 'string' ? subject : undefined,
    typ,
    maxTokenAge: maxAge,
    clockTolerance,
    requiredClaims: requiredClaims ?? ['exp'],
    crit: crit && Object.fromEntries(crit.map((name) => [name, true])),
    currentDate: new Date((now ?? defaultNow) * 1000),
  };
}

async function joseSays(entry, now) {
  try {
    await jwtVerify(entry.token, keyOf(entry), optionsOf(entry, now));
    return 'ok';
  } catch (error) {
    return error.code ?? error.message;
  }
}

/** Prints what is unexpected; true when nothing is. */
export async function check({ entries, now }) {
  const counts = { agreed: 0, accepted: 0, excepted: 0, skipped: 0 };
  const used = new Set();
  const problems = [];
  for (const entry of entries) {
    const codes = [entry.expect?.codes ?? entry.expect].flat();
    const comparable = codes.every((code) => code === 'ok' || CRYPTO.has(code) || CLAIMS.has(code));
    // What jose has no option for.
    const isOurs = OURS.some((name) => entry.options?.[name] !== undefined);
    if (entry.expect === undefined || !comparable || isOurs || keyOf(entry) === undefined) {
      counts.skipped++;
      continue;
    }
    const wanted = entry.expect === 'ok';
    const said = await joseSays(entry, now);
    const exception = !wanted && laxer.get(entry.id);
    if ((said === 'ok') === wanted) {
      // An exception nobody needs any more hides the next difference.
      if (exception) problems.push(`${entry.id}: listed as an exception, and jose agrees`);
      counts[wanted ? 'accepted' : 'agreed']++;
    } else if (exception) {
      used.add(entry.id);
      counts.excepted++;
    } else {
      problems.push(`${entry.id}: expected ${JSON.stringify(entry.expect)}, jose says ${said}`);
    }
  }
  for (const id of laxer.keys()) {
    if (!used.has(id)) problems.push(`${id}: an exception for an entry that is not there or not needed`);
  }
  for (const problem of problems) console.log(`  ${problem}`);
  console.log(
    `jose verified ${counts.accepted}, refused ${counts.agreed}, differs as reviewed on ${counts.excepted}, ` +
      `was not asked about ${counts.skipped}; ${problems.length} unexpected`,
  );
  return problems.length === 0;
}
