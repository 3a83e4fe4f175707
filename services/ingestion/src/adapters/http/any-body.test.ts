import type { EventResult, EventsAnswer, Problem } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import type { RunningService } from '@jophiel/service';
import { givenEnvironment, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anyText, bodies } from '../../../test/any-events.ts';
import { startIngestion } from '../../app.ts';
import { readBody } from './read-body.ts';

const LINES = 'application/x-ndjson';
const now = new Date('2026-03-01T12:00:00Z');
let postgres: GivenPostgres;
let nats: GivenNats;
let ingestion: RunningService;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  ingestion = await startIngestion(givenEnvironment({ postgres, nats }));
});
afterAll(async () => {
  await ingestion?.stop();
  await Promise.all([postgres?.remove(), nats?.remove()]);
});

async function post(body: string | Uint8Array<ArrayBuffer>, type: string, query = '') {
  const headers = { 'content-type': type };
  const response = await fetch(`${ingestion.url}/v1/events${query}`, { method: 'POST', headers, body });
  return { status: response.status, answer: (await response.json()) as EventsAnswer & Problem };
}

/** Request bodies, each with the number of events in it. */
const anyBody = fc.oneof(
  bodies.lines.map((lines) => ({
    type: LINES,
    body: lines.join('\n'),
    count: lines.filter((line) => line.trim() !== '').length,
  })),
  bodies.events.map((events) => ({ type: 'application/json', body: JSON.stringify(events), count: events.length })),
);

/* "arbitrary bytes, JSON, NDJSON, Unicode → never a 500, each record accepted, duplicate or rejected" */
test('every event of a body is read or refused, independent of the others', () => {
  fc.assert(
    fc.property(anyBody, ({ type, body, count }) => {
      const items = readBody(body, { isLines: type === LINES, eventName: undefined, now });
      expect(items).toHaveLength(count);
      for (const item of items) if ('error' in item) expect(item.error).toBeInstanceOf(JophielError);
    }),
    { numRuns: 500 },
  );
});

test('any body is read, or refused with a code', () => {
  const any = fc.oneof(
    anyText,
    fc.json(),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString()),
  );
  fc.assert(
    fc.property(any, fc.boolean(), fc.option(anyText, { nil: undefined }), (body, isLines, eventName) => {
      try {
        for (const item of readBody(body, { isLines, eventName, now }))
          if ('error' in item) expect(item.error).toBeInstanceOf(JophielError);
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^BODY_/) });
      }
    }),
    { numRuns: 500 },
  );
});

test('over HTTP each record is accepted, a duplicate or rejected; none is stored twice or lost', async () => {
  const accepted = new Set<string>();
  const seen = new Set<EventResult['status']>();
  await fc.assert(
    fc.asyncProperty(anyBody, async ({ type, body, count }) => {
      const { status, answer } = await post(body, type);
      expect([202, 400, 422]).toContain(status);
      if (status !== 202) {
        expect(answer.code).toMatch(/^(BODY|EVENT|USER)_/);
        return;
      }
      expect(answer.results.map(({ index }) => index)).toEqual(Array.from({ length: count }, (_, index) => index));
      expect(answer.accepted + answer.duplicate + answer.rejected).toBe(count);
      for (const result of answer.results) {
        seen.add(result.status);
        if (result.status === 'rejected') expect(result.code).toMatch(/^(EVENT|USER)_/);
        if (result.status !== 'accepted') continue;
        expect(accepted.has(result.event_id!)).toBe(false);
        accepted.add(result.event_id!);
      }
    }),
    { numRuns: 150 },
  );
  expect([...seen].sort()).toEqual(['accepted', 'rejected']);
  const [kept] = await postgres.database.query<{ ids: string[] }>({
    text: `SELECT array_agg(event_id::text) AS ids
           FROM (SELECT event_id FROM user_interactions UNION ALL SELECT event_id FROM ingestion_inbox) AS all_events`,
  });
  expect(kept!.ids.sort()).toEqual([...accepted].sort());
}, 120_000);

test('the answer is never a 5xx, for any bytes, content type and event name', async () => {
  const type = fc.constantFrom('application/json', LINES, 'application/json; charset=latin1', 'text/plain', '');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), type, anyText, async (bytes, contentType, name) => {
      const query = `?event_name=${encodeURIComponent(name.toWellFormed())}`;
      const { status, answer } = await post(Buffer.from(bytes), contentType, query);
      expect({ status, code: answer.code }).toEqual({ status: expect.any(Number), code: expect.any(String) });
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 150 },
  );
}, 120_000);
