// Values that corpus families and named tests share.
import { ISSUER } from '../lib/collector.mjs';

/** What an issuer check by substring lets through. */
export const pyjwtIssuers = ['issuer', 'https://', '', ISSUER.slice(0, -1), 'h', '.example'];
