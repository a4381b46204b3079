/**
 * Everything in one module: what users see, and what the entries and the middleware need besides.
 * @internal
 */
export * from './index.js';
export { instantiate, loadWith } from './instance.js';
export { authenticate, checkGuard } from './authenticate.js';
export { headersOf } from './credentials.js';
export { Passed } from './passed.js';
