import { NEAREST_SUBJECT } from '@jophiel/contracts';
import { type Metrics, openMetrics } from '@jophiel/observability';
import { type GivenNats, givenNats } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeVector } from '../ann/ann-candidates.ts';
import { type AnnService, annServices, type Asker } from './ann-service.ts';
import { SourceChoice } from './source-choice.ts';

const annFrom = 100;

let nats: GivenNats;
let transport: Transport;
let services: Readonly<Record<Asker, AnnService>>;
let choice: SourceChoice;
let reports: string[];
let metrics: Metrics;

beforeAll(async () => {
  nats = await givenNats();
  transport = await nats.connect();
});
afterAll(async () => nats.remove());

beforeEach(() => {
  reports = [];
  metrics = openMetrics('test');
  services = annServices({
    settings: { ANN_TIMEOUT_MS: 1_000 },
    idType: 'integer',
    transport,
    metrics,
    onChange: (_asker, _works, error) => choice.annChanged(error),
  });
  choice = new SourceChoice({
    annFrom,
    services,
    probe,
    onChanged: ({ to, reason, askers, samples }) =>
      reports.push(`${to} for ${askers.join(' and ')}: ${reason} at ${samples}`),
    onMissed: ({ samples, error }) => reports.push(`missed at ${samples}: ${(error as { code: string }).code}`),
  });
});

const probe = { layout: 'any', queries: [{ vector: writeVector(Float32Array.of(1)), k: 1 }] };
const serve = async () =>
  transport.serve(NEAREST_SUBJECT, async () => JSON.stringify({ layout: 'any', size: 1, answers: [[7]] }));
const search = async (asker: Asker = 'prompt') =>
  services[asker].circuit.attempt(async () => services[asker].ask(probe));
async function searchUntil(asker: Asker, works: boolean): Promise<void> {
  await expect.poll(async () => (await search(asker)) !== undefined, { interval: 20, timeout: 10_000 }).toBe(works);
}

test('a small catalogue neither calls nor misses ann', async () => {
  await choice.look(99);
  expect(choice.asksAnn).toBe(false);
  expect(reports).toEqual([]);
  expect(await metrics.text()).toContain('candidate_ann_works{asker="prompt",service="test"} 1');
});

test('at the threshold ann takes over for all askers in one change', async () => {
  const { stop } = await serve();
  await choice.look(100);
  await choice.look(90);
  expect(choice.asksAnn).toBe(true);
  await choice.look(89);
  expect(choice.asksAnn).toBe(false);
  expect(reports).toEqual([
    'ann for prompt and batch: large_catalogue at 100',
    'postgres for prompt and batch: small_catalogue at 89',
  ]);
  await stop();
});

test('an ann that never answered is reported missing once; it takes over when it answers', async () => {
  for (const samples of [100, 101, 102]) await choice.look(samples);
  for (let times = 0; times < 20; times++) await search();
  expect(choice.sourceFor('prompt')).toBe('postgres');
  expect(choice.asksAnn).toBe(true);
  expect(reports).toEqual(['missed at 100: REQUEST_UNANSWERED']);
  const { stop } = await serve();
  await searchUntil('prompt', true);
  expect([choice.sourceFor('prompt'), choice.sourceFor('batch')]).toEqual(['ann', 'postgres']);
  await searchUntil('batch', true);
  expect(reports.slice(1)).toEqual(['ann for prompt: ann_answers at 102', 'ann for batch: ann_answers at 102']);
  await stop();
});

test('one outage is reported once for several askers, and the next outage again', async () => {
  const first = await serve();
  await choice.look(100);
  await first.stop();
  for (let times = 0; times < 5; times++) await search();
  await search('batch');
  expect(reports.slice(1)).toEqual([
    'postgres for prompt: ann_away at 100',
    'missed at 100: REQUEST_UNANSWERED',
    'postgres for batch: ann_away at 100',
  ]);
  reports = [];
  const second = await serve();
  for (const asker of ['prompt', 'batch'] as const) await searchUntil(asker, true);
  await second.stop();
  await search();
  expect(reports.slice(2)).toEqual(['postgres for prompt: ann_away at 100', 'missed at 100: REQUEST_UNANSWERED']);
});

test('look() alone notices that ann stops and answers again', async () => {
  const first = await serve();
  await choice.look(100);
  await first.stop();
  await choice.look(100);
  const second = await serve();
  await expect
    .poll(async () => choice.look(100).then(() => choice.sourceFor('prompt')), { interval: 50, timeout: 10_000 })
    .toBe('ann');
  expect(reports.slice(0, 3)).toEqual([
    'ann for prompt and batch: large_catalogue at 100',
    'postgres for prompt and batch: ann_away at 100',
    'missed at 100: REQUEST_UNANSWERED',
  ]);
  await second.stop();
});
