import type { FeedStreamMessage } from '@jophiel/contracts';
import { ask, pause, type Way } from './ask.ts';
import { JophielProblem } from './problem.ts';
import { messagesOf } from './server-sent-events.ts';

const RECONNECT_MS = 1_000;

/**
 * The stored version of a feed, then each new one. Reconnects when the stream ends, with the id of the last message, so that
 * nothing is repeated. Ends when the signal aborts or the caller stops.
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
