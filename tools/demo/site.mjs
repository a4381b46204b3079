// The deployments page, with the API below /api/ of the same origin.
import { copyExample, importFrom } from './packed.mjs';
import { fileOf } from './files.mjs';

/**
 * Starts it on 127.0.0.1; port 0 is any free one.
 *
 * @param {{ app: string, installed: string, users: Record<string, string>, port?: number }} options
 *   and those of `createApi`
 */
export async function serveSite({ app, installed, port = 0, ...options }) {
  const api = copyExample(app, 'deployments-api');
  const folders = [
    ['/tokenward/', installed],
    ['/sdk/', copyExample(app, 'deployments-sdk')],
    ['/', copyExample(app, 'deployments-page')],
  ];
  const { createApi } = await importFrom(api, 'api.js');
  const { serve } = await importFrom(api, 'serve.js');
  const { fetch, revocation } = await createApi({ ...options, path: '/api/' });
  const { url, stop } = await serve(
    async (request) => {
      const { pathname } = new URL(request.url);
      return pathname.startsWith('/api/') ? fetch(request) : answerWith(await fileOf(request, folders));
    },
    { port },
  );
  return { url, stop, revocation };
}

function answerWith({ status, headers, body }) {
  return new Response(body, { status, headers });
}
