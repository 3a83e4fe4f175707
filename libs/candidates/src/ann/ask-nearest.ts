import { NEAREST_SUBJECT, type NearestAnswer, type NearestBody, NearestReply } from '@jophiel/contracts';
import { checker, type ErrorCode, errorCodes, JophielError } from '@jophiel/errors';
import type { Transport } from '@jophiel/transport';

/**
 * Asks the ann service.
 * @throws JophielError REQUEST_UNANSWERED, or the code of its problem
 */
export type AskNearest = (body: NearestBody) => Promise<NearestAnswer>;

const check = checker(NearestReply);

/** Whichever of the ann processes takes the request; when none is there, it is known at once. */
export function askOverNats(transport: Pick<Transport, 'request'>, patienceMs: number): AskNearest {
  return async (body) => {
    const bytes = await transport.request(NEAREST_SUBJECT, JSON.stringify(body), patienceMs);
    return read(Buffer.from(bytes).toString());
  };
}

/** @param url of an ann process, or of what shares requests among several */
export function askOverHttp(url: string, patienceMs: number): AskNearest {
  return async (body) => {
    const response = await fetch(`${url.replace(/\/$/, '')}/v1/nearest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    }).catch((cause: unknown) => {
      throw new JophielError('REQUEST_UNANSWERED', `The ann service does not answer at ${url}. Check ANN_URL.`, {
        cause,
      });
    });
    return read(await response.text());
  };
}

function read(text: string): NearestAnswer {
  const checked = check(parse(text));
  if (!checked.ok)
    throw new JophielError('REQUEST_UNANSWERED', `The ann service answered what is no answer: ${start(text)}`);
  const reply = checked.value;
  if ('answers' in reply) return reply;
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
