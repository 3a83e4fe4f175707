import { randomUUID } from 'node:crypto';
import { interactionRecorded, profileUpdated } from '@jophiel/contracts';
import { causedBy } from '@jophiel/events';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import fc from 'fast-check';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { messagingTables, Outbox, subscriber } from '../index.ts';
import { defaultRetry, SUSPECT_AFTER_DELIVERIES } from './backoff.ts';
import { processBatch } from './process-batch.ts';

const tables = messagingTables('profile');
const now = new Date('2026-03-01T12:00:10Z');
let postgres: GivenPostgres;
let nats: GivenNats;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  await postgres.database.execute({ text: 'CREATE TABLE public.handled (user_id text)' });
});
afterAll(async () => Promise.all([postgres.remove(), nats.remove()]));

/** What a message of a batch is: one of three good events, one on which the handler fails, or no event at all. */
interface Message {
  readonly kind: 'one' | 'two' | 'three' | 'poison' | 'garbage';
  /** How often it has been delivered, this time included. */
  readonly deliveries: number;
}

const anyMessage: fc.Arbitrary<Message> = fc.record({
  kind: fc.constantFrom('one', 'two', 'three', 'poison', 'garbage'),
  deliveries: fc.oneof(
    { weight: 3, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 14 }) },
  ),
});

const isCrashLoop = ({ deliveries }: Message) => deliveries > defaultRetry.maxAttempts + SUSPECT_AFTER_DELIVERIES;

function fateOf(message: Message): 'acked' | 'retried' | 'dead' {
  if (message.kind === 'garbage' || isCrashLoop(message)) return 'dead';
  if (message.kind !== 'poison') return 'acked';
  return message.deliveries < defaultRetry.maxAttempts ? 'retried' : 'dead';
}

/* "the router's halving: each record is accepted, a duplicate or rejected, none twice, none lost" */
test('of a batch every message is settled once: what can be handled is handled once, whatever stands beside it', async () => {
  const heard: string[] = [];
  const transport = await nats.connect();
  await transport.follow('profile.updated', (body) =>
    heard.push((JSON.parse(Buffer.from(body).toString()) as { payload: { user_id: string } }).payload.user_id),
  );
  const failures: unknown[] = [];
  const database = postgres.database;
  const outbox = new Outbox({ database, tables, transport, onFailure: (error) => failures.push(error) });
  const published: string[] = [];

  await fc.assert(
    fc.asyncProperty(fc.array(anyMessage, { minLength: 1, maxLength: 24 }), async (messages) => {
      const run = randomUUID();
      const ids = { one: randomUUID(), two: randomUUID(), three: randomUUID(), poison: randomUUID() };
      const bodyOf = (kind: Message['kind']) =>
        kind === 'garbage'
          ? Buffer.from([0xff, 0x00, 0x7b])
          : Buffer.from(
              JSON.stringify({
                event_name: 'interaction.recorded',
                event_id: ids[kind],
                event_timestamp: '2026-03-01T12:00:00Z',
                source: 'test',
                payload: { interaction: 'like', user_id: `${run} ${kind}`, sample_id: '1' },
              }),
            );
      const settled: ('acked' | 'retried')[][] = messages.map(() => []);
      const counted = { handled: 0, repeated: 0, retried: 0, dead: 0 };
      const consumer = `test-${run}`;
      await processBatch(
        messages.map(({ kind, deliveries }, index) => ({
          subject: 'interaction.recorded',
          body: bodyOf(kind),
          messageId: String(index),
          storedAt: BigInt(index),
          deliveries,
          ack: () => settled[index]!.push('acked'),
          retryIn: () => settled[index]!.push('retried'),
        })),
        {
          database,
          tables,
          outbox,
          consumer,
          logger: pino({ level: 'silent' }),
          retry: defaultRetry,
          now: () => now,
          onOutcome: (outcome, events) => (counted[outcome] += events),
          onItems: () => {},
          subscriber: subscriber(
            interactionRecorded,
            async (events, { transaction }) => {
              await transaction.execute({
                text: 'INSERT INTO public.handled SELECT unnest($1::text[])',
                values: [events.map(({ payload }) => payload.user_id)],
              });
              // After it has written, so that its work must be undone.
              if (events.some(({ payload }) => payload.user_id.endsWith('poison'))) throw new Error('poison');
              return events.map((cause) =>
                causedBy(profileUpdated, { user_id: cause.payload.user_id, profile_version: 1 }, cause, {
                  service: 'profile',
                  now,
                }),
              );
            },
            { emits: [profileUpdated] },
          ),
        },
      );

      const fates = messages.map(fateOf);
      expect(settled).toEqual(fates.map((fate) => [fate === 'retried' ? 'retried' : 'acked']));
      const good = messages.filter((message) => fateOf(message) === 'acked');
      const expected = [...new Set(good.map(({ kind }) => `${run} ${kind}`))].sort();
      const handled = await database.query<{ user_id: string }>({
        text: 'SELECT user_id FROM public.handled WHERE starts_with(user_id, $1) ORDER BY user_id',
        values: [run],
      });
      expect(handled.map(({ user_id }) => user_id)).toEqual(expected);
      published.push(...expected);
      const letters = await database.query<{ code: string }>({
        text: `SELECT code FROM ${tables.deadLetters} WHERE consumer = $1`,
        values: [consumer],
      });
      const codeOf = (message: Message) => {
        if (message.kind === 'garbage') return 'EVENT_UNREADABLE';
        return isCrashLoop(message) ? 'CRASH_LOOP' : 'HANDLER_FAILED';
      };
      const dead = messages.filter((message) => fateOf(message) === 'dead');
      expect(letters.map(({ code }) => code).sort()).toEqual(dead.map(codeOf).sort());
      expect(counted).toEqual({
        handled: expected.length,
        repeated: good.length - expected.length,
        retried: fates.filter((fate) => fate === 'retried').length,
        dead: dead.length,
      });
    }),
    { numRuns: 60 },
  );

  await eventually(() => expect(heard).toHaveLength(published.length));
  expect(heard.sort()).toEqual(published.sort());
  await outbox.settled();
  expect(failures).toEqual([]);
}, 120_000);
