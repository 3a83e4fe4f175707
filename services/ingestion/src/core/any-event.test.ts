import { loadDefinition } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { toEnvelope } from '@jophiel/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyEvent } from '../../test/any-events.ts';
import { eventReader } from './read-event.ts';

const now = new Date('2026-03-01T12:00:00Z');

/* "arbitrary bytes, JSON, NDJSON, Unicode → never a 500" */
test.each([
  ['audio', ['interaction', 'sample-described', 'sample-deleted', 'user-created', 'EVENT_INVALID', 'EVENT_UNKNOWN']],
  ['films', ['user-created', 'EVENT_INVALID', 'EVENT_UNKNOWN']],
])('any event of %s is read, or refused with a code', (preset, expected) => {
  const read = eventReader(loadDefinition(preset));
  const kinds = new Set<string>();
  fc.assert(
    fc.property(anyEvent, (event) => {
      try {
        kinds.add(read(toEnvelope(event, { eventName: undefined, identity: undefined, now })).kind);
      } catch (error) {
        expect(error).toBeInstanceOf(JophielError);
        kinds.add((error as JophielError).code);
      }
    }),
    { numRuns: 3_000 },
  );
  // Every kind of event occurred.
  expect([...kinds]).toEqual(expect.arrayContaining(expected));
});
