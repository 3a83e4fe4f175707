import { JophielError } from '@jophiel/errors';
import { headers, type Msg, type NatsConnection, RequestError, TimeoutError } from '@nats-io/transport-node';

/** Servers of one group share the requests of a subject. */
const GROUP = 'jophiel';
/** On a reply without an answer: why there is none. */
const FAILURE_HEADER = 'Jophiel-Failure';

/** Answers each request as soon as its answer is there, whatever came before it. */
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
  // Served is what the server knows of.
  await connection.flush();
  return {
    stop: async () => {
      if (!connection.isClosed()) await subscription.drain();
      await serving;
      await Promise.all(atWork);
    },
  };
}

/** @throws JophielError REQUEST_UNANSWERED */
export async function requestSubject(
  connection: NatsConnection,
  subject: string,
  body: string | Uint8Array,
  patienceMs: number,
): Promise<Uint8Array> {
  const reply = await connection.request(subject, body, { timeout: patienceMs }).catch((cause: unknown) => {
    throw new JophielError('REQUEST_UNANSWERED', reasonOf(cause, subject, patienceMs), { cause });
  });
  const failure = reply.headers?.get(FAILURE_HEADER);
  if (failure) throw new JophielError('REQUEST_UNANSWERED', `${subject} was asked and failed: ${failure}`);
  return reply.data;
}

function reasonOf(error: unknown, subject: string, patienceMs: number): string {
  if (error instanceof TimeoutError) return `${subject} did not answer within ${patienceMs} ms.`;
  if (error instanceof RequestError && error.isNoResponders()) return `Nobody answers ${subject}.`;
  return `${subject} could not be asked: ${error instanceof Error ? error.message : String(error)}.`;
}
