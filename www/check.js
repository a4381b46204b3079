// From what was pasted to an answer. Decides what to say; draws nothing.
import { createVerifier, decodeUnverified, KeyError, TokenError } from './tokenward/entry/browser.js';
import { FAMILIES } from './algorithms.js';
import { keyFault, refusal } from './words.js';

/** The last verifier, for the checks that are repeated every second. */
let last = {};

function verifierFor({ text, encoding, keys, algorithms, audience, anyAudience, issuer }) {
  const policy = JSON.stringify([text, encoding, algorithms, audience, anyAudience, issuer]);
  if (last.policy !== policy) {
    const options = { keys, algorithms };
    if (anyAudience) options.audience = false;
    else if (audience !== '') options.audience = audience;
    if (issuer !== '') options.issuer = issuer;
    last = { policy, verifier: createVerifier(options) };
  }
  return last.verifier;
}

/** Forgets the last key. */
export function forget() {
  last = {};
}

/**
 * Gives `{ state, title, sentence, code?, advice?, header?, claims?, verified }`; `state` is
 * 'empty', 'waiting', 'trouble', 'accepted' or 'refused'.
 */
export function check({ token, key, ...policy }) {
  const decoded = decode(token);
  return { verified: false, ...decoded.content, ...answer({ token, key, policy, decoded }) };
}

function answer({ token, key, policy, decoded }) {
  if (key.problem !== undefined) return { state: 'trouble', title: 'Not a key yet', sentence: key.problem };
  if (token === '') return withoutToken(key);
  if (decoded.error !== undefined) return refused(decoded.error, policy, decoded);
  if (key.keys === undefined) {
    return {
      state: 'waiting',
      title: 'Decoded, not checked',
      sentence: 'Anybody can write what is below. Give the key of the issuer to see whether it is true.',
    };
  }
  try {
    const verifier = verifierFor({ ...policy, keys: key.keys });
    const { header, claims } = verifier.verify(token);
    return {
      state: 'accepted',
      title: 'Accepted',
      ...acceptance(policy),
      header,
      claims,
      verified: true,
    };
  } catch (error) {
    if (error instanceof TokenError) return refused(error, policy, decoded);
    return trouble(error, policy, key);
  }
}

function withoutToken(key) {
  if (key.keys === undefined) {
    return { state: 'empty', title: 'Nothing to check yet', sentence: 'Paste a token and the key of its issuer, or try an example.' };
  }
  return { state: 'waiting', title: 'The key is there', sentence: 'Now paste a token to check with it.' };
}

/** Says also what was not compared: a verdict is worth as much as its conditions. */
function acceptance({ audience, anyAudience, issuer }) {
  const compared = [!anyAudience && audience !== '' && 'audience', issuer !== '' && 'issuer'].filter(Boolean);
  const open = ['audience', 'issuer'].filter((name) => !compared.includes(name));
  const fits = compared.length > 0 ? `, and the ${compared.join(' and the ')} ${compared.length > 1 ? 'are' : 'is'} right` : '';
  return {
    sentence: `The signature is genuine${fits ? ',' : ' and'} the token is in time${fits}.`,
    advice: open.length > 0 ? `Not compared: ${open.join(', ')}.` : undefined,
  };
}

function trouble(error, { algorithms }, { keys, algorithms: suggested }) {
  if (algorithms.length === 0 && suggested.length === 0) return keyTrouble(keys) ?? noAlgorithm();
  if (algorithms.length === 0) return noAlgorithm();
  return described(error);
}

/** A key that suggests no algorithm is mostly one that nothing can use; this finds out why. */
function keyTrouble(keys) {
  try {
    createVerifier({ keys, algorithms: FAMILIES.flatMap(({ algorithms }) => algorithms) });
    return undefined;
  } catch (error) {
    return described(error);
  }
}

function noAlgorithm() {
  return { state: 'trouble', title: 'No algorithm chosen', sentence: 'Tick the algorithms that your issuer signs with.' };
}

function described(error) {
  if (error instanceof KeyError) {
    return { state: 'trouble', title: keyFault(error.code), code: error.code, sentence: sentenceOf(error.message) };
  }
  return { state: 'trouble', title: 'This cannot be checked', sentence: sentenceOf(error?.message ?? '') };
}

/** A message written for programmers as a sentence, without the option's name in front. */
function sentenceOf(message) {
  const text = message.replace(/^`[^`]*`: /, '').replace(/`([^`]*)`/g, '“$1”');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function refused({ code, claim }, { audience }, decoded) {
  const alg = decoded.content?.header.alg;
  const signed = AFTER_SIGNATURE.has(code);
  return { state: 'refused', title: 'Refused', code, verified: signed, ...refusal(code, { claim, alg, audience }) };
}

/** Nothing is read from claims before the signature holds, so these say that it does. */
const AFTER_SIGNATURE = new Set([
  'claim_invalid',
  'claim_missing',
  'claim_mismatch',
  'token_expired',
  'token_not_yet_valid',
  'token_issued_in_future',
]);

function decode(token) {
  if (token === '') return {};
  try {
    return { content: decodeUnverified(token) };
  } catch (error) {
    if (error instanceof TokenError) return { error };
    throw error;
  }
}
