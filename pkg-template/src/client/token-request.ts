/** Getting a token response from the server: what to do with each answer, and when to ask again. @internal */
import { TokenError } from '../bridge/errors.js';
import { YES } from '../bridge/codes.js';
import { callWithBytes } from '../bridge/call.js';
import { TokenHolder, type TokenExchange } from '../tokens/holder.js';
import { discard } from '../http/exchange.js';
import { bytesOf, isResponse, post, TooLarge } from './endpoint.js';
import type { Events } from './events.js';
import type { CheckedOptions, Source } from './options.js';
import type { GrantContext } from './types.js';
import { delayAfter, retryAfter, saysLater, sleep, TimedOut, withTimeout, type Ending } from './waiting.js';
import * as wasm from '../../wasm/client.js';

/** The server's answer was no: asking again would not help. @internal */
export class Refused extends Error {
  constructor(readonly status: number) {
    super('refused');
  }
}

/** There was no good answer. @internal */
export class Failed extends Error {
  constructor(
    readonly status?: number,
    override readonly cause?: unknown,
    /** Seconds that the server wants to be left alone. */
    readonly retryAfter?: number,
  ) {
    super('failed');
  }
}

/** The answer was good, but not what is in it. @internal */
export class Unusable extends Error {
  constructor(override readonly cause?: unknown) {
    super('unusable');
  }
}

/** Refused because the new token had already expired when it arrived. @internal */
export class ExpiredOnArrival extends Unusable {}

/** One wanted for tokens. @internal */
export interface TokenRequest {
  readonly request: 'login' | 'refresh';
  readonly source: Source;
  readonly holder: TokenHolder;
  /** The generation of the holder when the request for tokens came up. */
  readonly generation: number;
  readonly credentials?: object;
  /** Gets a pair that came too late, in a holder of its own: it is to be given back. */
  readonly late: (pair: TokenHolder) => void;
}

/**
 * Asks until the holder has a new pair, or it makes no sense to ask again; false if the holder has
 * changed meanwhile.
 *
 * @throws {Refused | Failed | Unusable}
 * @internal
 */
export async function obtain(wanted: TokenRequest, plan: CheckedOptions, events: Events, ending: Ending): Promise<boolean> {
  for (let failures = 1; ; failures += 1) {
    const answer = await ask(wanted, plan, ending);
    if (typeof answer === 'boolean') return answer;
    const { status, cause, response } = answer;
    // Whoever waits has waited long enough.
    const isFinal = cause instanceof TimedOut || (cause as { retry?: unknown } | undefined)?.retry === false;
    const mayAskAgain = status === undefined ? !isFinal : isTemporary(status);
    const delay = mayAskAgain && failures < plan.retry.attempts ? delayAfter(response, failures, plan.retry) : undefined;
    if (delay === undefined || ending.reason !== undefined) throw new Failed(status, cause, response && retryAfter(response.headers));
    events.emit({ type: 'retry', request: wanted.request, attempt: failures + 1, delay, status });
    await sleep(delay, ending);
  }
}

interface NoAnswer {
  status?: number;
  cause?: unknown;
  response?: Response;
}

/** Asks once. A boolean is the end, anything else a reason to ask again. */
async function ask(wanted: TokenRequest, plan: CheckedOptions, ending: Ending): Promise<boolean | NoAnswer> {
  const { holder, generation, request } = wanted;
  const askedAt = plan.clock();
  const kept = { generation, askedAt, keepRefreshToken: request === 'refresh' };
  // What the tokens were wanted for is over: there has been a logout, or somebody else was faster.
  if (holder.generation !== generation) return false;
  const taken = (signal: AbortSignal, set: (into: TokenHolder, exchange: TokenExchange) => boolean): boolean => {
    if (!signal.aborted && orUnusable(() => set(holder, kept))) return true;
    const pair = new TokenHolder({ clock: plan.clock, lifetime: plan.lifetime });
    orUnusable(() => set(pair, { ...kept, generation: undefined }));
    wanted.late(pair);
    // A function that does not heed it: the next attempt may be under way, with what this one has used up.
    signal.throwIfAborted();
    return false;
  };
  try {
    return await withTimeout(plan.timeout, [ending], async (signal) => {
      const answer = await answerTo(wanted, plan, signal);
      if (!isResponse(answer)) return taken(signal, (into, exchange) => into.setAnswer(answer, { ...exchange, date: null }));
      if (answer.ok) {
        const [answeredAt, date] = [plan.clock(), answer.headers.get('date')];
        const body = await bytesOf(answer);
        try {
          if (callWithBytes(body, () => wasm.isRefusal()) === YES) throw new Refused(answer.status);
          return taken(signal, (into, exchange) => into.setBody(body, { ...exchange, answeredAt, date }));
        } finally {
          body.fill(0);
        }
      }
      const { status } = answer;
      discard(answer.body);
      // RFC 6749 section 5.2 says 400 or 401; others say 403, 404, 410 or 422. What is sent again gets the same answer.
      if (status >= 400 && !isTemporary(status)) throw new Refused(status);
      return { status, response: answer };
    });
  } catch (error) {
    if (error instanceof Refused || error instanceof Unusable) throw error;
    if (error instanceof TooLarge) throw new Unusable(error);
    return { cause: error };
  }
}

const isTemporary = (status: number): boolean => saysLater(status) || status >= 500 || status === 408 || status === 425;

function orUnusable<T>(set: () => T): T {
  try {
    return set();
  } catch (error) {
    throw new Unusable(error);
  }
}

// Awaited, each: workerd takes a promise that is only passed on for one that nobody looks after.
async function answerTo({ source, holder, credentials, request }: TokenRequest, plan: CheckedOptions, signal: AbortSignal) {
  const { fetch } = plan;
  if (typeof source === 'function') return await source(contextOf(holder, plan, signal, credentials));
  const members = credentials;
  return await post(source, request === 'refresh' ? { fetch, signal, holder } : { fetch, signal, members });
}

/** What a function of the caller gets; tokens only if it looks at them. @internal */
export function contextOf(holder: TokenHolder, { fetch }: CheckedOptions, signal: AbortSignal, credentials?: object): GrantContext {
  const context = { fetch, signal, credentials };
  // Not enumerable: whoever logs a context does not log tokens.
  return Object.defineProperties(context, {
    refreshToken: { get: () => holder.exposeRefreshToken() },
    authorization: { get: () => authorizationOf(holder) },
  });
}

/** `Bearer <access token>` while it is good. One look: between two it may expire. @internal */
export function authorizationOf(holder: TokenHolder): string | undefined {
  try {
    return holder.authorization();
  } catch (error) {
    if (error instanceof TokenError) return undefined;
    throw error;
  }
}

/** @internal */
export const isGood = (holder: TokenHolder): boolean => holder.state === 'fresh' || holder.state === 'refresh';
