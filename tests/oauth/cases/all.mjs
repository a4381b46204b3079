// All cases, and running them: what failed, by name.
import { credentialsCases } from './credentials.mjs';
import { flowCases } from './flow.mjs';
import { hostileCases } from './hostile.mjs';
import { keyCases } from './keys.mjs';
import { optionCases } from './options.mjs';
import { pushedCases } from './pushed.mjs';

export const cases = { ...flowCases, ...credentialsCases, ...hostileCases, ...keyCases, ...pushedCases, ...optionCases };

export async function results(origin) {
  const all = {};
  for (const [name, run] of Object.entries(cases)) {
    try {
      await run(origin);
      all[name] = null;
    } catch (error) {
      all[name] = String(error?.stack ?? error);
    }
  }
  return all;
}
