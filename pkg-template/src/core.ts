/**
 * Everything in one module: what users see, and what the entries and the middleware need besides.
 * @internal
 */
export * from './index.js';
export { instantiate, loadWith } from './instance.js';
export { authenticate, checkGuard } from './authenticate.js';
export { headersOf } from './credentials.js';
export { Passed } from './passed.js';
// For the client.
export { newProof } from './pkce.js';
export { backoff } from './backoff.js';
export { givenOf, steadyClock } from './clock.js';
export { APART, Flight } from './flight.js';
export { currentMemory } from './instance.js';
export { discard, uncached } from './exchange.js';
export { checkedUrl } from './remote-fetch.js';
export { FORM_VALUE, JSON_STRING } from './token-holder.js';
