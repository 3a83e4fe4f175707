import { randomUUID } from 'node:crypto';
import type { Envelope } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { toEnvelope } from '@jophiel/events';
import { messagingTables, Outbox } from '@jophiel/messaging';
import { openMetrics, openTimings } from '@jophiel/observability';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodEvent } from '../../test/any-events.ts';
import type { AcceptedEvent } from '../core/accepted-event.ts';
import { eventReader } from '../core/read-event.ts';
import type { IngestOutcome } from '../use-cases/ingest.ts';
import { Intake } from './intake.ts';

const read = eventReader(loadDefinition('audio'));
const tables = messagingTables('ingestion');
const now = new Date('2026-03-01T12:00:00Z');
const origin = { eventName: undefined, identity: undefined, now };
let postgres: GivenPostgres;
let nats: GivenNats;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
});
afterAll(async () => Promise.all([postgres.remove(), nats.remove()]));

async function givenIntake(onFailure: (error: unknown) => void) {
  const database = postgres.connect({ role: 'jophiel_ingestion' });
  const logger = pino({ level: 'silent' });
  const timings = openTimings(openMetrics('ingestion'), logger);
  const outbox = new Outbox({ database, tables, transport: await nats.connect(), onFailure });
  const counted: IngestOutcome[] = [];
  const onIngested = (_: unknown, outcomes: readonly IngestOutcome[]) => counted.push(...outcomes);
  const intake = new Intake({ database, tables, outbox, timings, logger, onIngested, now: () => now });
  return { intake, outbox, counted };
}

/* "the group commit: each record is accepted, a duplicate or rejected, none twice, none lost" */
test('concurrent requests share commits: each id is accepted once, repeats are duplicates, each fact is published once', async () => {
  const heard: Envelope[] = [];
  const transport = await nats.connect();
  for (const subject of ['interaction.recorded', 'sample.analyzed', 'sample.deleted'])
    await transport.follow(subject, (body) => heard.push(JSON.parse(Buffer.from(body).toString())));
  const failures: unknown[] = [];
  const { intake, outbox, counted } = await givenIntake((error) => failures.push(error));
  /** The log of interactions and the inbox each have their own ids. */
  const keyOf = ({ kind, envelope }: AcceptedEvent) =>
    `${kind === 'interaction' ? 'log' : 'inbox'} ${envelope.event_id}`;
  const facts: string[] = [];
  let accepted = 0;

  await fc.assert(
    fc.asyncProperty(
      // From 4 ids, so that one repeats in a request, in a commit, and in concurrent commits.
      fc.array(fc.array(goodEvent(fc.constantFrom('0', '1', '2', '3')), { minLength: 1, maxLength: 4 }), {
        minLength: 1,
        maxLength: 8,
      }),
      async (requests) => {
        const ids = Array.from({ length: 4 }, () => randomUUID());
        const events = requests.map((request) =>
          request.map((event) => read(toEnvelope({ ...event, event_id: ids[Number(event.event_id)] }, origin))),
        );
        const outcomes = await Promise.all(events.map(async (each) => intake.accept(each)));
        expect(outcomes.map(({ length }) => length)).toEqual(requests.map(({ length }) => length));
        const results = events.flatMap((request, index) =>
          request.map((event, place) => ({ event, outcome: outcomes[index]![place]! })),
        );
        expect(results.filter(({ outcome }) => outcome === 'erased')).toEqual([]);
        const taken = results.filter(({ outcome }) => outcome === 'accepted').map(({ event }) => event);
        expect(taken.map(keyOf).sort()).toEqual([...new Set(results.map(({ event }) => keyOf(event)))].sort());
        accepted += taken.length;
        facts.push(...taken.filter(({ kind }) => kind !== 'user-created').map((event) => event.envelope.event_id));
      },
    ),
    { numRuns: 60 },
  );

  expect(counted.filter((outcome) => outcome === 'accepted')).toHaveLength(accepted);
  await eventually(() => expect(heard).toHaveLength(facts.length));
  expect(heard.map(({ correlation_id }) => correlation_id).sort()).toEqual(facts.sort());
  await outbox.settled();
  expect(failures).toEqual([]);
}, 120_000);
