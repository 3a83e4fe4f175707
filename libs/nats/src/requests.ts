import { JophielError } from '@jophiel/errors';
import { headers, type Msg, type NatsConnection, RequestError, TimeoutError } from '@nats-io/transport-node';
import { forbidden } from './violations.ts';

/** Processes of one queue group share the requests of a subject. */
const GROUP = 'jophiel';
/** Header of a failed reply: the reason. */
const FAILURE_HEADER = 'Jophiel-Failure';

/** Answers requests concurrently, in any order. */
export async function serveSubject(
  connection: NatsConnection,
  subject: string,
  answer: (body: Uint8Array) => Promise<string | Uint8Array>,
): Promise<{ stop(): Promise<void> }> {
  const atWork = new Set<Promise<void>>();
  const reply = async (message: Msg): Promise<void> => {
    try {
      message.respond(await answer(message.data));
    } catch (error) {
      const failure = headers();
      // A header is one line.
      failure.set(FAILURE_HEADER, String(error).replaceAll(/\s+/g, ' '));
      message.respond('', { headers: failure });
    }
  };
  const subscription = connection.subscribe(subject, { queue: GROUP });
  const serving = serve();

  async function serve(): Promise<void> {
    for await (const message of subscription) {
      const work = reply(message);
      atWork.add(work);
      void work.finally(() => atWork.delete(work));
    }
  }
  // The subscription counts once the server knows it.
  await connection.flush();
  return {
    stop: async () => {
      if (!connection.isClosed()) await subscription.drain();
      await serving;
      await Promise.all(atWork);
    },
  };
}

/** @throws JophielError REQUEST_UNANSWERED, or BROKER_FORBIDDEN when the user may not send it */
export async function requestSubject(
  connection: NatsConnection,
  subject: string,
  body: string | Uint8Array,
  timeoutMs: number,
): Promise<Uint8Array> {
  const reply = await connection.request(subject, body, { timeout: timeoutMs }).catch((cause: unknown) => {
    throw forbidden(cause) ?? new JophielError('REQUEST_UNANSWERED', reasonOf(cause, subject, timeoutMs), { cause });
  });
  const failure = reply.headers?.get(FAILURE_HEADER);
  if (failure) throw new JophielError('REQUEST_UNANSWERED', `The request to ${subject} failed: ${failure}`);
  return reply.data;
}

function reasonOf(error: unknown, subject: string, timeoutMs: number): string {
  if (error instanceof TimeoutError) return `${subject} did not answer within ${timeoutMs} ms.`;
  if (error instanceof RequestError && error.isNoResponders()) return `${subject} has no responder.`;
  return `The request to ${subject} could not be sent: ${error instanceof Error ? error.message : String(error)}.`;
}
