// Every entry of the corpus: the verdict, the code, the claims, and silence.
import { describe, equal, ok, same, Unmet } from './harness.mjs';
import { leak, visible } from './hygiene.mjs';
import { challengeFits, readPart, revive } from './values.mjs';

/** Hostile input must be refused at once, not after a while. */
const PROMPT_MS = 2000;

function outcomeOf(t, entry) {
  const options = { clock: () => entry.now ?? t.now, ...entry.options, keys: revive(entry.keys) };
  if (t.engine) options.engine ??= t.engine;
  let verifier;
  try {
    verifier = t.tw.createVerifier(options);
  } catch (error) {
    return { error, creating: true };
  }
  const started = t.milliseconds();
  try {
    return { verifier, result: verifier.verify(entry.token), took: t.milliseconds() - started };
  } catch (error) {
    return { verifier, error, took: t.milliseconds() - started };
  }
}

/** The wanted outcomes as text, and whether `outcome` is one of them. */
function judge(t, entry, { error, creating, result }) {
  const wanted = [];
  const list = (value) => [value ?? []].flat();
  for (const code of list(entry.expect?.codes ?? entry.expect)) wanted.push(code);
  for (const code of [...list(entry.keyError), ...list(entry.orKeyError)]) wanted.push(`KeyError ${code}`);
  if (entry.typeError) wanted.push(`TypeError ${entry.typeError}`);

  let got = 'ok';
  if (error !== undefined) {
    if (creating && error instanceof TypeError && entry.typeError) {
      const named = entry.typeError.split('|').some((name) => error.message.includes(name));
      got = named ? `TypeError ${entry.typeError}` : describe(error);
    } else if (creating && error?.name === 'KeyError' && error instanceof Error) {
      got = `KeyError ${error.code}`;
      if (t.tw.KeyError) ok(error instanceof t.tw.KeyError, 'an instance of KeyError', describe(error));
    } else if (!creating && error instanceof t.tw.TokenError) {
      got = error.code;
    } else {
      got = describe(error);
    }
  }
  if (!wanted.includes(got)) {
    const detail = error && !got.includes(':') ? `${got} (${describe(error)})` : got;
    throw new Unmet(wanted.join(' or '), result ? 'ok' : detail);
  }
}

function judgeError(entry, error) {
  ok(error instanceof Error, 'an Error');
  equal(error.name, 'TokenError');
  equal(error.status, ['scope_missing', 'role_missing'].includes(error.code) ? 403 : 401);
  ok(challengeFits(error.code, error.challenge), `an RFC 6750 challenge for ${error.code}`, error.challenge);
  if (entry.claim !== undefined) equal(error.claim, entry.claim);
}

function judgeResult(t, entry, result) {
  const now = entry.now ?? t.now;
  const claims = entry.claims ?? readPart(entry.token, 1);
  ok(same(result.claims, claims), claims, result.claims);
  ok(same(result.header, readPart(entry.token, 0)), readPart(entry.token, 0), result.header);
  if (Number.isSafeInteger(claims.exp) && Number.isInteger(now)) equal(result.expiresIn, claims.exp - now);
}

async function sameAgain(entry, { verifier, error, result }) {
  let again;
  try {
    again = await verifier.verifyAsync(entry.token);
  } catch (second) {
    ok(error !== undefined, 'verifyAsync to accept as verify did', describe(second));
    equal([second.name, second.code, second.claim, second.message], [error.name, error.code, error.claim, error.message]);
    return;
  }
  ok(error === undefined, 'verifyAsync to refuse as verify did', 'ok');
  equal(again.claims, result.claims);
}

export function corpusCases(t) {
  for (const entry of t.entries) {
    let outcome;
    t.test(
      entry.id,
      async () => {
        outcome = outcomeOf(t, entry);
        judge(t, entry, outcome);
        if (outcome.error && !outcome.creating) judgeError(entry, outcome.error);
        if (outcome.result) judgeResult(t, entry, outcome.result);
        if (outcome.verifier) await sameAgain(entry, outcome);
        if (outcome.error && outcome.took > PROMPT_MS) throw new Unmet(`an answer within ${PROMPT_MS} ms`, `${outcome.took} ms`);
      },
      { cve: entry.cve },
    );
    if (entry.expect === 'ok') continue;
    t.test(`${entry.id} says nothing secret`, () => {
      const { error } = outcome ?? {};
      if (error === undefined) return;
      const found = leak(visible(error, t.inspect), {
        token: entry.token,
        claims: readPart(entry.token, 1),
        header: readPart(entry.token, 0),
        keys: revive(entry.keys),
        known: JSON.stringify(entry.options),
      });
      ok(found === undefined, 'no secret in the error', `${found} in: ${describe(error)}`);
    });
  }
}
