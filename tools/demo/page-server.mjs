// Serves www/, and the installed package to it under /tokenward/.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileOf } from './files.mjs';
import { ROOT } from './packed.mjs';

/** Starts it on 127.0.0.1; port 0 is any free one. */
export async function servePage({ installed, port = 0 }) {
  const folders = [
    ['/tokenward/', installed],
    ['/', join(ROOT, 'www')],
  ];
  const server = createServer(async (request, response) => {
    const { status, headers, body } = await fileOf(request, folders);
    response.writeHead(status, headers).end(body ?? undefined);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return { url: new URL(`http://127.0.0.1:${server.address().port}/`), stop };
}
