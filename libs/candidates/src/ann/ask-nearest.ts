import { NEAREST_SUBJECT, type NearestBody, type NearestIds, NearestIdsReply } from '@jophiel/contracts';
import { checker, type ErrorCode, errorCodes, JophielError } from '@jophiel/errors';
import type { Transport } from '@jophiel/transport';
import { idsBody, type IdType, messagesOf } from './messages.ts';

/** What is asked: the form of the answer is settled between this client and the service. */
export type NearestRequest = Omit<NearestBody, 'form'>;

/**
 * Asks the ann service, any number of queries at once: for each the ids of the nearest, the best first.
 * @throws JophielError REQUEST_UNANSWERED, or the code of its problem
 */
export type AskNearest = (request: NearestRequest) => Promise<NearestIds['answers']>;

const check = checker(NearestIdsReply);

/** One is read or sent while the other is searched for. */
const MESSAGES_AT_ONCE = 2;

/** One user is as patient as is said; the queries of many, which are answered one tile after another, have as much for each so many. */
const QUERIES_PER_TIMEOUT = 8;

function timeoutFor({ queries }: NearestRequest, timeoutMs: number): number {
  return timeoutMs * Math.ceil(queries.length / QUERIES_PER_TIMEOUT);
}

/** Whichever of the ann processes takes a message; when none is there, it is known at once. */
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

/** @param url of an ann process, or of what shares requests among several */
export function askOverHttp(url: string, timeoutMs: number): AskNearest {
  return async (request) => {
    const { layout, queries } = request;
    const response = await fetch(`${url.replace(/\/$/, '')}/v1/nearest`, {
      method: 'POST',
      // Between two processes of one network compressing costs more than it saves.
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
    throw new JophielError('REQUEST_UNANSWERED', `The ann service answered what is no answer: ${start(text)}`);
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
