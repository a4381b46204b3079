// The worker that workerd runs. It cannot time itself, for its clock stands still during a
// request; so it verifies as often as it is asked to, and whoever asks looks at the clock.
import { joseMaker } from '../contestants/jose.mjs';
import { tokenwardMaker } from '../contestants/tokenward.mjs';
import { enter } from '../lib/algorithm-run.mjs';
import { runBatch } from '../lib/measure.mjs';
import * as tokenward from 'tokenward';

let entered = [];

async function answer(request) {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === '/enter') {
    const result = await enter({ ...(await request.json()), makers: [tokenwardMaker(tokenward), joseMaker] });
    entered = result.entered;
    const names = entered.map(({ name, warmUpTokens }) => ({ name, warmUpTokens }));
    return Response.json({ names, lacking: result.lacking });
  }
  const count = Number(searchParams.get('count'));
  if (count > 0) await runBatch(entered[Number(searchParams.get('index'))], count);
  return new Response('done');
}

export default {
  fetch: (request) => answer(request).catch((error) => new Response(String(error.stack ?? error), { status: 500 })),
};
