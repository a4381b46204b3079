/**
 * What the core says of a text and of a name.
 * @internal
 */
import { callWith, outputText } from '../bridge/call.js';
import { REDACTED, YES } from '../bridge/codes.js';
import * as wasm from '../../wasm/verifier.js';

/** Longest text that is looked at, in UTF-16 units; wasm memory, once grown, stays. */
const MAX_TEXT_LENGTH = 8 * 1024 * 1024;

const LONE_SURROGATE = /[\ud800-\udfff]/gu;

/** A text without its credentials. */
export function redactText(text: string): string {
  if (text.length > MAX_TEXT_LENGTH) return REDACTED;
  // A lone surrogate does not cross; what stands beside it must not pass for that.
  const whole = text.replace(LONE_SURROGATE, '\ufffd');
  return callWith(whole, () => wasm.redact()) === YES ? outputText() : text;
}

/** Names that were asked about; they are few, and come again. */
const names = new Map<string, boolean>();

/** Whether what has this name is a secret. */
export function isSecretName(name: string): boolean {
  let secret = names.get(name);
  if (secret === undefined) {
    const known = name.length > 256 ? name.slice(-256) : name;
    secret = callWith(known.replace(LONE_SURROGATE, '\ufffd'), () => wasm.isSecretName()) === YES;
    if (names.size >= 1000) names.clear();
    if (name.length <= 256) names.set(name, secret);
  }
  return secret;
}
