import type { CausedEvent } from '@jophiel/events';
import type { OutgoingMessage } from '@jophiel/transport';

/** Events of one subject that were committed together: one row of the outbox. It is sent when all its events are. */
export interface Page {
  readonly id: number;
  /** Not empty. */
  readonly messages: readonly OutgoingMessage[];
}

export type NewPage = Omit<Page, 'id'>;

/** Limits of a page. It is published and read as a whole, so several must fit in memory. */
const MAX_EVENTS = 1_000;
const MAX_CHARACTERS = 512 * 1024;

/** Groups events into pages; within a subject they keep their order. */
export function pagesOf(events: readonly CausedEvent[]): NewPage[] {
  const bySubject = Map.groupBy(events, ({ envelope }) => envelope.event_name);
  return [...bySubject].flatMap(([subject, ofSubject]) =>
    cut(ofSubject.map(({ envelope }) => ({ subject, id: envelope.event_id, body: JSON.stringify(envelope) }))),
  );
}

function cut(messages: readonly (OutgoingMessage & { readonly body: string })[]): NewPage[] {
  const pages: { messages: OutgoingMessage[] }[] = [];
  let characters = 0;
  for (const message of messages) {
    characters += message.body.length;
    const page = pages.at(-1);
    if (page === undefined || page.messages.length >= MAX_EVENTS || characters > MAX_CHARACTERS) {
      pages.push({ messages: [message] });
      characters = message.body.length;
    } else page.messages.push(message);
  }
  return pages;
}

/** The stored form: one envelope a line. JSON without indentation contains no line break. */
export function textOf({ messages }: NewPage): string {
  return messages.map(({ body }) => body as string).join('\n');
}

export function pageFrom({ id, subject, body }: { id: number; subject: string; body: string }): Page {
  const messages = body.split('\n').map((line) => {
    const { event_id } = JSON.parse(line) as { event_id: string };
    return { subject, id: event_id, body: line };
  });
  return { id, messages };
}
