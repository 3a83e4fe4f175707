import { type Envelope, MAX_EVENTS } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { assertStorable, parseJson, toEnvelope } from '@jophiel/events';

export type ReadItem = { readonly envelope: Envelope } | { readonly error: JophielError };

export interface BodyOptions {
  readonly isLines: boolean;
  readonly eventName: string | undefined;
  /** Makes the ids of events that have neither id nor timestamp; a repeated request has the same key. */
  readonly idempotencyKey?: string | undefined;
  readonly now: Date;
}

/** @throws JophielError BODY_UNREADABLE, BODY_TOO_LARGE when the whole body is refused */
export function readBody(body: string, options: BodyOptions): ReadItem[] {
  const items = options.isLines ? readLines(body) : readJson(body);
  if (items.length > MAX_EVENTS)
    throw new JophielError(
      'BODY_TOO_LARGE',
      `The request contains ${items.length} events; send at most ${MAX_EVENTS} per request.`,
    );
  return items.map((read, index) => readItem(read, index, options));
}

/** Each item is parsed on its own, so that an invalid line rejects only itself. */
type Read = () => unknown;

function readJson(body: string): Read[] {
  let value: unknown;
  try {
    value = parseJson(body);
  } catch (cause) {
    throw new JophielError(
      'BODY_UNREADABLE',
      `${(cause as Error).message} Send one event, an array of events, or lines with the content type application/x-ndjson.`,
      { cause },
    );
  }
  const items: unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => () => item);
}

function readLines(body: string): Read[] {
  return body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => () => parseJson(line));
}

function readItem(read: Read, index: number, { eventName, idempotencyKey, now }: BodyOptions): ReadItem {
  const identity = idempotencyKey === undefined ? undefined : `${idempotencyKey} ${index}`;
  try {
    const value = read();
    assertStorable(value);
    const hasEnvelope = typeof value === 'object' && value !== null && 'payload' in value;
    return {
      envelope: toEnvelope(value, { eventName: hasEnvelope ? undefined : eventName, identity, now }),
    };
  } catch (error) {
    if (error instanceof JophielError) return { error };
    throw error;
  }
}
