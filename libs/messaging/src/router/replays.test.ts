import type { Delivery } from '@jophiel/transport';
import { expect, test } from 'vitest';
import { sortReplays } from './replays.ts';

const delivery = (subject: string): Delivery => ({
  subject,
  body: new Uint8Array(),
  messageId: undefined,
  storedAt: 0n,
  deliveries: 1,
  ack: () => {},
  retryIn: () => {},
});

test('a replayed letter goes to the handler of its own subject, which sees that subject', () => {
  const handlers = [{ subject: 'user.interaction.>' }, { subject: 'sample.deleted' }];
  const { byHandler, unknown } = sortReplays(
    ['user.interaction.like', 'sample.deleted', 'user.interaction.play', 'sample.unheard'].map((subject) =>
      delivery(`work.replay.x.${subject}`),
    ),
    'work.replay.x.',
    handlers,
  );
  const seen = handlers.map((handler) => byHandler.get(handler)?.map(({ subject }) => subject));
  expect(seen).toEqual([['user.interaction.like', 'user.interaction.play'], ['sample.deleted']]);
  expect(unknown.map(({ subject }) => subject)).toEqual(['sample.unheard']);
});
