import type { CausedEvent } from '@jophiel/events';
import type { OutgoingMessage } from '@jophiel/transport';

/** Events of one subject that were committed together: one row of the outbox, sent when all of them are. */
export interface Page {
  readonly id: number;
  /** At least one. */
  readonly messages: readonly OutgoingMessage[];
}

export type NewPage = Omit<Page, 'id'>;

/** A page is published, and read by the relay, as a whole: that much must fit in memory several times. */
const MOST_EVENTS = 1_000;
const MOST_CHARACTERS = 512 * 1024;

/** Events as messages by the page; within a subject they keep their order. */
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
    if (page === undefined || page.messages.length >= MOST_EVENTS || characters > MOST_CHARACTERS) {
      pages.push({ messages: [message] });
      characters = message.body.length;
    } else page.messages.push(message);
  }
  return pages;
}

/** As it is stored: one envelope a line, which JSON without indentation never breaks. */
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
