// The example worker as it must never be written: it decodes and does not verify. The demo
// runs it with `--break`, to show that the demo can fail.
import { decodeUnverified } from 'tokenward';

export default {
  async fetch(request) {
    if (new URL(request.url).pathname !== '/whoami') return new Response('Not found', { status: 404 });
    let claims = {};
    try {
      claims = decodeUnverified(request.headers.get('authorization')?.slice('Bearer '.length)).claims;
    } catch {
      // Whatever it is, come in.
    }
    return Response.json({
      subject: claims.sub ?? 'anyone',
      scopes: claims.scope?.split(' ') ?? [],
      expiresIn: (claims.exp ?? 0) - Math.floor(Date.now() / 1000),
    });
  },
};
