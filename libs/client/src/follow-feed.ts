import type { FeedStreamMessage } from '@jophiel/contracts';
import { ask, pause, type Way } from './ask.ts';
import { JophielProblem } from './problem.ts';
import { messagesOf } from './server-sent-events.ts';

const RECONNECT_MS = 1_000;

/**
 * The news of a feed: its stored version first, then each new one. Comes back by itself when the stream ends or breaks,
 * with the id of what it heard last, so that nothing is told twice. Goes on until the signal aborts or the caller stops.
 * @throws JophielProblem for a request that can never succeed
 */
export async function* followFeed(
  url: string,
  { way, signal }: { way: Way; signal?: AbortSignal | undefined },
): AsyncGenerator<FeedStreamMessage> {
  let last: string | undefined;
  for (;;) {
    if (signal?.aborted === true) return;
    try {
      const headers = { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) };
      const response = await ask(url, { headers, signal }, way);
      for await (const { id, data } of messagesOf(response.body!)) {
        last = id ?? last;
        yield JSON.parse(data) as FeedStreamMessage;
      }
    } catch (error) {
      if (error instanceof JophielProblem && error.status < 500) throw error;
    }
    await pause(RECONNECT_MS, signal).catch(() => {});
  }
}
