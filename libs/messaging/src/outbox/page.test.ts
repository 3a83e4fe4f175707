import { interactionRecorded, profileUpdated } from '@jophiel/contracts';
import { causedBy, type CausedEvent, causeWithoutEvent } from '@jophiel/events';
import { expect, test } from 'vitest';
import { pageFrom, pagesOf, textOf } from './page.ts';

const now = new Date('2026-03-01T12:00:00Z');
const cause = causeWithoutEvent({ name: 'test', id: 'a', service: 'test', now });
const options = (key: number) => ({ service: 'test', now, key: String(key) });
const said = (text: string, key: number) =>
  causedBy(interactionRecorded, { interaction: text, user_id: text }, cause, options(key));
const moved = (key: number) => causedBy(profileUpdated, { user_id: '1', profile_version: 1 }, cause, options(key));

test('every event is in one page of its subject, in order, and is read from it as it was', () => {
  const texts = ['a', 'two\nlines', 'a "quote" \\ and\r\n', '\u2028 \u2029', '', '\ud83d\ude00'];
  const events = texts.flatMap((text, key) => [said(text, key), moved(key)]);
  const pages = pagesOf(events);
  const read = pages.map((page, id) => pageFrom({ id, subject: page.messages[0]!.subject, body: textOf(page) }));
  expect(read.map(({ messages }) => messages)).toEqual(pages.map(({ messages }) => messages));
  expect(read.map(({ messages }) => messages)).toEqual(
    [interactionRecorded.subject, profileUpdated.subject].map((subject) =>
      events
        .filter(({ envelope }) => envelope.event_name === subject)
        .map(({ envelope }) => ({ subject, id: envelope.event_id, body: JSON.stringify(envelope) })),
    ),
  );
});

test('a page holds a thousand events at most, and half a million characters unless one event has more', () => {
  const sizes = (events: readonly CausedEvent[]) => pagesOf(events).map(({ messages }) => messages.length);
  expect(sizes(Array.from({ length: 2_500 }, (_, key) => moved(key)))).toEqual([1_000, 1_000, 500]);
  const large = 'x'.repeat(200_000);
  expect(sizes([said(large, 1), said(large, 2), said('', 3), said('y'.repeat(600_000), 4), said('', 5)])).toEqual([
    1, 2, 1, 1,
  ]);
  expect(pagesOf([])).toEqual([]);
});
