/**
 * What every request and every answer needs, whoever sends it.
 * @internal
 */

/**
 * Lets go of a body that nobody reads, and of its connection. Never waited for: while somebody keeps an
 * unread clone of the response, the cancel does not end (Streams Standard, ReadableStreamDefaultTee).
 * @internal
 */
export function discard(body: Pick<ReadableStream, 'cancel'> | null | undefined, reason?: unknown): void {
  // Async, so that whatever a body of another library throws becomes a rejection.
  const cancel = async () => body?.cancel(reason);
  cancel().catch(() => {});
}

let members: RequestInit | undefined;

/**
 * Members of a request whose answer is for one user only: no HTTP cache keeps it for the next one, or
 * answers with what it has kept. None where `Request` refuses `cache`, as older workerd does.
 * @internal
 */
export function uncached(): RequestInit {
  members ??= acceptable({ cache: 'no-store' });
  return members;
}

function acceptable(init: RequestInit): RequestInit {
  try {
    new Request('https://tokenward.invalid/', init);
    return init;
  } catch {
    return {};
  }
}
