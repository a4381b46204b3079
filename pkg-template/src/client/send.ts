/** Requests with the token: to one origin only, sent again when that helps, and never for ever. @internal */
import { discard } from '../http/exchange.js';
import { outgoing, type Outgoing } from './request.js';
import type { Rejection } from '../tokens/holder.js';
import type { Session } from './session.js';
import { delayAfter, saysLater, sleep, unlessStopped } from './waiting.js';

/** As `client.fetch`. @internal */
export async function send(session: Session, input: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
  const { plan, events } = session;
  const request = await outgoing(plan.baseUrl, input, init);
  const { signal } = request;
  const isRepeatable = plan.retry.methods.includes(request.method) && request.canSendAgain;
  /** Why it was sent again: each reason counts once. */
  const reasons = new Set<Rejection>();
  /** Which token was sent last. */
  let generation = 0;
  const inTurn = (hop: () => Promise<Response>) => session.turns.take([signal, session.ending], hop);
  const authorize = async () => {
    const good = await session.good(signal);
    ({ generation } = good);
    return good.authorization;
  };
  for (let failures = 1; ; ) {
    const { response, isAuthorized } = await request.send(plan.fetch, authorize, inTurn);
    const { status } = response;
    const isRefused = isRefusal(response, plan.refreshOn);
    // Of other answers nobody knows whether the token was looked at.
    if (isAuthorized && status < 500 && !isRefused && status !== 401 && status !== 429) session.held.holder!.accept(generation);
    if (isAuthorized && isRefused) {
      const isOver = session.life.hasEnded || reasons.has('refresh') || reasons.has('final');
      const rejection = isOver ? undefined : session.held.holder!.reject(generation);
      if (rejection !== undefined && !reasons.has(rejection) && (await isWorthAnother(session, rejection, request, response))) {
        reasons.add(rejection);
        continue;
      }
    } else if (saysLater(status) && isRepeatable && failures < plan.retry.attempts) {
      const delay = delayAfter(response, failures, plan.retry);
      if (delay === undefined) return response;
      failures += 1;
      events.emit({ type: 'retry', request: 'fetch', attempt: failures, delay, status });
      discard(response.body);
      await sleep(delay, signal, session.ending);
      continue;
    }
    return response;
  }
}

/** RFC 6750 section 3.1 has 401 for a token that is no good; some servers say 400 or 403 and mean the same. */
function isRefusal({ status, headers }: Response, refreshOn: readonly number[]): boolean {
  if (refreshOn.includes(status)) return true;
  return [400, 401, 403].includes(status) && /\berror[ \t]*=[ \t]*"?invalid_token\b/i.test(headers.get('www-authenticate') ?? '');
}

/**
 * After a refusal: renews the token if it is to blame. If it is not (`'final'`), the server may be one of
 * several that disagree, and the request is sent once more as it is. Says whether to send the
 * request again; if so, the answer is let go of.
 */
async function isWorthAnother(session: Session, rejection: Rejection, request: Outgoing, response: Response): Promise<boolean> {
  if (rejection === 'refresh' && !session.canRenew) return false;
  if (!request.canSendAgain) {
    if (rejection === 'refresh') await session.renewAhead('rejected');
    return false;
  }
  // Also if there is no other: a body that nobody reads holds a connection.
  discard(response.body);
  if (rejection === 'refresh') await unlessStopped(session.renewed('rejected'), request.signal, session.ending);
  return true;
}
