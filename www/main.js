// The page: reads the fields, asks for an answer, and asks again every second, because time
// alone changes it.
import { ready } from './tokenward/entry/browser.js';
import { FAMILIES } from './algorithms.js';
import { check, forget } from './check.js';
import { AUDIENCE, canMakeExamples, ISSUER, makeExample, tampered } from './example.js';
import { readKey } from './key.js';
import { element, setText, showClock, showContent, showVerdict } from './view.js';

const token = element('token');
const key = element('key');
const encoding = element('secret-encoding');
const audience = element('audience');
const anyAudience = element('any-audience');
const issuer = element('issuer');
const fields = [token, key, audience, issuer];

const boxes = drawAlgorithms();
let answer;
let suggestedFor;

function drawAlgorithms() {
  const inputs = [];
  for (const { name, algorithms } of FAMILIES) {
    const group = document.createElement('div');
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', name);
    const title = document.createElement('span');
    title.textContent = name;
    group.append(title);
    for (const algorithm of algorithms) {
      const input = Object.assign(document.createElement('input'), { type: 'checkbox', value: algorithm, autocomplete: 'off' });
      const label = document.createElement('label');
      label.append(input, algorithm);
      group.append(label);
      inputs.push(input);
    }
    element('algorithms').append(group);
  }
  return inputs;
}

/** What people copy along with a token is taken off, and they are told. */
function pastedToken() {
  const text = token.value.trim();
  const bare = text.replace(/^(authorization:\s*)?bearer\s+/i, '');
  setText(element('token-note'), bare === text ? '' : 'Read without the word Bearer in front of it.');
  return bare;
}

function pastedKey() {
  const read = readKey(key.value, encoding.value);
  element('encoding').hidden = !read.isSecret;
  setText(element('key-note'), read.label);
  // Another type of key brings another suggestion; the person's own choice stays until then.
  const suggestion = read.algorithms?.join(' ');
  if (suggestion !== undefined && suggestion !== suggestedFor) {
    suggestedFor = suggestion;
    for (const box of boxes) box.checked = read.algorithms.includes(box.value);
  }
  return read;
}

function update() {
  const pasted = pastedToken();
  const read = pastedKey();
  const algorithms = boxes.filter((box) => box.checked).map((box) => box.value);
  audience.disabled = anyAudience.checked;
  answer = check({
    token: pasted,
    key: read,
    text: key.value,
    encoding: encoding.value,
    algorithms,
    audience: audience.value.trim(),
    anyAudience: anyAudience.checked,
    issuer: issuer.value.trim(),
  });
  element('tamper').disabled = answer.claims === undefined;
  element('clear').disabled = fields.every((field) => field.value === '');
  const now = Math.floor(Date.now() / 1000);
  showVerdict(answer);
  showClock(answer, now);
  showContent(answer, now);
}

/** On a narrow screen the answer is below the fold; whoever presses a button wants to see it. */
function revealAnswer() {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (element('verdict').getBoundingClientRect().top > innerHeight - 120) {
    element('verdict').scrollIntoView({ behavior: calm ? 'auto' : 'smooth', block: 'start' });
  }
}

async function showExample() {
  const made = await makeExample();
  token.value = made.token;
  key.value = made.key;
  encoding.value = 'text';
  audience.value = AUDIENCE;
  issuer.value = ISSUER;
  anyAudience.checked = false;
  suggestedFor = undefined;
  update();
  revealAnswer();
}

function tamper() {
  token.value = tampered(pastedToken(), answer.claims);
  update();
  revealAnswer();
}

function clear() {
  for (const field of fields) field.value = '';
  for (const box of boxes) box.checked = false;
  anyAudience.checked = false;
  suggestedFor = undefined;
  forget();
  update();
  token.focus();
}

/** Once a second, on the second, so that the countdown and the verdict change together. */
function tick() {
  setTimeout(tick, 1000 - (Date.now() % 1000));
  update();
}

async function start() {
  showVerdict({ state: 'loading', title: 'Loading the verifier…' });
  try {
    await ready();
  } catch {
    showVerdict({ state: 'trouble', title: 'The verifier did not load', sentence: 'Check the connection and reload the page.' });
    return;
  }
  element('example').disabled = !canMakeExamples();
  if (!canMakeExamples()) setText(element('example-note'), 'Examples need WebCrypto, which browsers offer on https and on localhost only.');
  for (const field of [...fields, encoding, anyAudience, ...boxes]) field.addEventListener('input', update);
  element('example').addEventListener('click', showExample);
  element('tamper').addEventListener('click', tamper);
  element('clear').addEventListener('click', clear);
  document.addEventListener('visibilitychange', update);
  tick();
}

await start();
