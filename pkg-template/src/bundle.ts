/**
 * Everything over the verifier's module in one file: what users see, and what the loaders, the
 * guards of the frameworks and the providers need besides.
 * @internal
 */
export * from './index.js';
export { instantiate, loadWith } from './bridge/instance.js';
export { authenticate, checkGuard, responseOf, writtenOf } from './guard/authenticate.js';
export { RequestAuth } from './guard/request-auth.js';
export { headersOf } from './verifier/credentials.js';
export { check, membersOf, optionsOf } from './lib/options.js';
