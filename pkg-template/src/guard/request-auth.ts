/**
 * The token on a request of Node.js.
 * @internal
 */
import type { VerifiedToken } from '../verifier/types.js';

/** What a guard's requests have passed with. */
export class RequestAuth<Claims> {
  readonly #tokens = new WeakMap<object, VerifiedToken<Claims> | undefined>();
  readonly #isOptional: boolean;

  constructor(isOptional = false) {
    this.#isOptional = isOptional;
  }

  /**
   * Sets `request.auth`, in place of whatever was there: what another middleware has put there must
   * not look as if it came from here. Not enumerable: loggers print requests.
   */
  set(request: object, auth: VerifiedToken<Claims> | undefined): void {
    Object.defineProperty(request, 'auth', { value: auth, configurable: true });
    if (auth === undefined && !this.#isOptional) this.#tokens.delete(request);
    else this.#tokens.set(request, auth);
  }

  /** The token; undefined for a request that has passed without, where a token is optional. */
  get(request: object): VerifiedToken<Claims> | undefined {
    if (this.#tokens.has(request)) return this.#tokens.get(request);
    throw new Error('guard: this request has no token; it did not pass this guard, or as a CORS preflight');
  }
}
