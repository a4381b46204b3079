/**
 * Everything over the issuer's module in one file.
 * @internal
 */
export * from './index.js';
export { instantiate, loadWith } from '../bridge/instance.js';
