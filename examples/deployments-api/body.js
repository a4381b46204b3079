// Reading JSON that a stranger has sent, and saying what is wrong with it.

const MAX_BYTES = 16 * 1024;

/** The object in a request's body. Throws the `Response` to answer with if there is none. */
export async function readJson(request) {
  // Pages of other sites cannot send this type without asking first (CORS).
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) throw problem(415, 'unsupported_media_type');
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) throw problem(413, 'body_too_large');
    text += decoder.decode(chunk, { stream: true });
  }
  try {
    const value = JSON.parse(text + decoder.decode());
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Not JSON.
  }
  throw problem(400, 'invalid_json');
}

/** A refusal as RFC 9457 writes it. */
export function problem(status, code, headers = {}) {
  const body = JSON.stringify({ type: 'about:blank', status, code });
  return new Response(body, { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });
}
