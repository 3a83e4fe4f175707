import { NEAREST_SUBJECT, type NearestBody } from '@jophiel/contracts';
import { type GivenNats, givenNats } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askOverNats } from './ask-nearest.ts';

let nats: GivenNats;
let transport: Transport;
let [atWork, maxAtWork, messages] = [0, 0, 0];

/** Answers each query with its own k as the only sample, and bodies out of order. */
async function answer(bytes: Uint8Array): Promise<string> {
  const { layout, queries, form } = JSON.parse(Buffer.from(bytes).toString()) as NearestBody;
  expect(form).toBe('ids');
  messages += 1;
  atWork += 1;
  maxAtWork = Math.max(maxAtWork, atWork);
  await sleep(20 - (messages % 3) * 8);
  atWork -= 1;
  return JSON.stringify({ layout, size: 1, answers: queries.map(({ k }) => [k]) });
}

beforeAll(async () => {
  nats = await givenNats();
  transport = await nats.connect();
  await (await nats.connect()).serve(NEAREST_SUBJECT, answer);
});
afterAll(async () => nats.remove());

test('each of many queries gets its own answer, with at most two messages in flight', async () => {
  const queries = Array.from({ length: 150 }, (_, index) => ({ vector: 'AAAA', k: 4_000 + index }));
  const answers = await askOverNats(transport, 5_000, 'integer')({ layout: 'any', queries });
  expect(answers).toEqual(queries.map(({ k }) => [k]));
  expect(messages).toBeGreaterThan(8);
  expect(maxAtWork).toBe(2);
});
