/**
 * Everything over the client's module in one file: what users see, and what the loaders and the
 * grants of OAuth 2.0 need besides.
 * @internal
 */
export * from './index.js';
export { instantiate, loadWith } from '../bridge/instance.js';
export { tagOf } from '../bridge/tags.js';
export { discard, uncached } from '../http/exchange.js';
export { checkedUrl, insecureHostsOf } from '../http/fetch-text.js';
export { check, membersOf, optionsOf } from '../lib/options.js';
export { bytesOf } from './endpoint.js';
export { saysLater, withTimeout } from './waiting.js';
