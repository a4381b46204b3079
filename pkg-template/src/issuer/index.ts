/**
 * The module that will issue tokens. So far it loads, in every runtime.
 *
 * @packageDocumentation
 */
export { ready } from '../bridge/ready.js';
