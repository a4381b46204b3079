/**
 * Bytes into a WebAssembly module. In a file of its own: where code must not be compiled at run time (workerd,
 * Vercel edge), nothing that does so may be in reach.
 * @internal
 */

/** Fails at import with a sentence, where later there would be a `ReferenceError`. */
if (typeof WebAssembly !== 'object') {
  throw new Error('tokenward needs WebAssembly, which this JavaScript engine does not have (React Native has none)');
}

/** The module of these bytes, at once. */
export function compile(bytes: BufferSource): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    throw refused(error);
  }
}

/** The module of these bytes, off this thread where the engine can. */
export async function compileAsync(bytes: BufferSource): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw refused(error);
  }
}

/**
 * The module of a page: a file that is fetched. Bundlers that do not bring the file along leave a URL behind it at
 * which there is nothing, or a page; then the bytes that are in the source.
 */
export async function compileFetched(
  fetchFile: () => Promise<Response>,
  inSource: () => Promise<{ default: BufferSource }>,
): Promise<WebAssembly.Module> {
  const bytes = await fetched(fetchFile).catch(async (error: Error) => {
    try {
      return (await inSource()).default;
    } catch {
      throw error;
    }
  });
  // Not compileStreaming: it insists on a MIME type that many servers do not send.
  return compileAsync(bytes);
}

async function fetched(fetchFile: () => Promise<Response>): Promise<BufferSource> {
  const response = await fetchFile();
  const bytes = await response.arrayBuffer();
  if (response.ok && isWasm(bytes)) return bytes;
  throw new Error(`tokenward: there is no wasm module at ${response.url} (status ${response.status})`);
}

/** The magic number `\0asm` (WebAssembly Core, section 5.5.16). */
function isWasm(bytes: ArrayBuffer): boolean {
  return bytes.byteLength >= 4 && new DataView(bytes).getUint32(0) === 0x0061736d;
}

/** Engines speak of `unsafe-eval`, which allows far more than is needed. */
function refused(cause: unknown): Error {
  const advice = "if a Content Security Policy forbids it, add 'wasm-unsafe-eval' to its script-src (never 'unsafe-eval')";
  return new Error(`tokenward: the wasm module was not compiled; ${advice}`, { cause });
}
