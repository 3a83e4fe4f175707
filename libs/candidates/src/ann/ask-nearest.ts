import { NEAREST_SUBJECT, type NearestBody, type NearestIds, NearestIdsReply } from '@jophiel/contracts';
import { checker, type ErrorCode, errorCodes, JophielError } from '@jophiel/errors';
import type { Transport } from '@jophiel/transport';
import { idsBody, type IdType, messagesOf } from './messages.ts';

export type NearestRequest = Omit<NearestBody, 'form'>;

/**
 * Asks the ann service any number of queries. Returns the ids of the nearest per query, best first.
 * @throws JophielError REQUEST_UNANSWERED, or the code of its problem
 */
export type AskNearest = (request: NearestRequest) => Promise<NearestIds['answers']>;

const check = checker(NearestIdsReply);

/** One message is sent or read while the service works on the other. */
const MESSAGES_AT_ONCE = 2;

/** The timeout counts once per 8 queries, because the service answers a large message one tile after another. */
const QUERIES_PER_TIMEOUT = 8;

function timeoutFor({ queries }: NearestRequest, timeoutMs: number): number {
  return timeoutMs * Math.ceil(queries.length / QUERIES_PER_TIMEOUT);
}

/** Any ann process may answer; a request fails at once when there is none. */
export function askOverNats(transport: Pick<Transport, 'request'>, timeoutMs: number, idType: IdType): AskNearest {
  return async (request) => {
    const messages = messagesOf(request, idType);
    const answers: NearestIds['answers'][] = [];
    const unsent = messages.entries();
    const send = async () => {
      for (const [place, body] of unsent) {
        const bytes = await transport.request(NEAREST_SUBJECT, body, timeoutFor(request, timeoutMs));
        answers[place] = read(Buffer.from(bytes).toString());
      }
    };
    await Promise.all(Array.from({ length: MESSAGES_AT_ONCE }, send));
    return answers.flat();
  };
}

/** @param url of an ann process or a load balancer */
export function askOverHttp(url: string, timeoutMs: number): AskNearest {
  return async (request) => {
    const { layout, queries } = request;
    const response = await fetch(`${url.replace(/\/$/, '')}/v1/nearest`, {
      method: 'POST',
      // Inside one network compression costs more than it saves.
      headers: { 'content-type': 'application/json', 'accept-encoding': 'identity' },
      body: idsBody(
        layout,
        queries.map((query) => JSON.stringify(query)),
      ),
      signal: AbortSignal.timeout(timeoutFor(request, timeoutMs)),
    }).catch((cause: unknown) => {
      throw new JophielError('REQUEST_UNANSWERED', `The ann service does not answer at ${url}. Check ANN_URL.`, {
        cause,
      });
    });
    return read(await response.text());
  };
}

function read(text: string): NearestIds['answers'] {
  const checked = check(parse(text));
  if (!checked.ok)
    throw new JophielError('REQUEST_UNANSWERED', `The ann service sent an invalid answer: ${start(text)}`);
  const reply = checked.value;
  if ('answers' in reply) return reply.answers;
  const isKnown = (code: string): code is ErrorCode => code in errorCodes;
  throw new JophielError(isKnown(reply.code) ? reply.code : 'REQUEST_UNANSWERED', `${reply.code}: ${reply.detail}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const start = (text: string): string => JSON.stringify(text.slice(0, 80));
