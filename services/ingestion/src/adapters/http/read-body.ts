import { type Envelope, MAX_EVENTS } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { assertStorable, parseJson, toEnvelope } from '@jophiel/events';

/** One event of a request: its envelope, or why it has none. */
export type ReadItem = { readonly envelope: Envelope } | { readonly error: JophielError };

export interface BodyOptions {
  readonly isLines: boolean;
  /** Names events that come without an envelope. */
  readonly eventName: string | undefined;
  /** The same for each repeat of this request. It makes the ids of events that have no id and no time of their own. */
  readonly idempotencyKey?: string | undefined;
  readonly now: Date;
}

/**
 * The events of a request body: one JSON object, an array of them, or one a line.
 * @throws JophielError BODY_UNREADABLE, BODY_TOO_LARGE when the body as a whole cannot be read
 */
export function readBody(body: string, options: BodyOptions): ReadItem[] {
  const items = options.isLines ? readLines(body) : readJson(body);
  if (items.length > MAX_EVENTS)
    throw new JophielError(
      'BODY_TOO_LARGE',
      `The request holds ${items.length} events; send at most ${MAX_EVENTS} at once.`,
    );
  return items.map((read, index) => readItem(read, index, options));
}

/** Reading is put off to each item, so that one bad line does not cost the others. */
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
