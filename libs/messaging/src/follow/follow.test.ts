import { sampleRemoved } from '@jophiel/contracts';
import { causedBy, causeWithoutEvent } from '@jophiel/events';
import pino from 'pino';
import { expect, test } from 'vitest';
import { follow, following } from './follow.ts';

const now = new Date('2026-03-01T12:00:00Z');
const cause = causeWithoutEvent({ name: 'test', id: '00000000-0000-4000-8000-000000000001', service: 'test', now });
const { envelope } = causedBy(sampleRemoved, { sample_id: '7' }, cause, { service: 'vectorizer', now });

/** What a follower and its log get of messages. */
async function followed(...messages: readonly unknown[]) {
  const heard: unknown[] = [];
  const logged: { readonly msg: string; readonly err: { readonly code: string } }[] = [];
  const logger = pino({}, { write: (line) => void logged.push(JSON.parse(line)) });
  let send: (body: Uint8Array) => void = () => {};
  const transport = {
    async follow(subject: string, onMessage: (body: Uint8Array) => void) {
      expect(subject).toBe('sample.removed');
      send = onMessage;
      return { stop: async () => {} };
    },
  };
  await follow(
    following(sampleRemoved, (event) => void heard.push(event)),
    { transport, logger },
  );
  for (const message of messages) send(Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)));
  return { heard, codes: logged.map(({ err }) => err.code) };
}

test('a follower gets the events of a contract, with their envelope', async () => {
  expect(await followed(envelope)).toEqual({ heard: [envelope], codes: [] });
});

test.each([
  ['what is not JSON', '{', 'EVENT_UNREADABLE'],
  ['a payload that breaks the contract', { ...envelope, payload: {} }, 'EVENT_INVALID'],
  ['another name than the subject', { ...envelope, event_name: 'sample.vectorized' }, 'EVENT_INVALID'],
  ['a newer version', { ...envelope, version: 99 }, 'EVENT_INVALID'],
])('a follower does not get %s: it is logged, and the next event is handled', async (_, message, code) => {
  expect(await followed(message, envelope)).toEqual({ heard: [envelope], codes: [code] });
});
