import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fetchWithKey, readMetrics, waitUntilHandled } from '@jophiel/local';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Platform } from '../stack/platform.ts';
import { type RunningStack, startStack } from '../stack/running-stack.ts';

const THRESHOLD = 600;
const BACK_BELOW = 540;
const REFRESH_MS = 200;
/** Each test is several stories, which wait for processes to start and for events to be handled. */
const TEST_MS = 120_000;
const finders = ['scorer', 'feed-api'] as const;
type Finder = (typeof finders)[number];

let stack: RunningStack;
let platform: Platform;
const samples = [
  ...new ImaginaryPlatform(loadDefinition('audio'), {
    users: 10,
    samples: THRESHOLD + 100,
    interactions: 0,
    seed: 4,
    now: Date.now(),
  }).samples(),
];
const idOf = (index: number) => samples[index]!.payload.sample_id as number;
let lastUser = 700_000;
let lastSimilar = 0;

beforeAll(async () => {
  stack = await startStack({
    environment: {
      CANDIDATE_ANN_FROM_SAMPLES: String(THRESHOLD),
      CATALOGUE_REFRESH_MS: String(REFRESH_MS),
      FEED_API_CATALOGUE_REFRESH_MS: String(REFRESH_MS),
      // On a busy machine an answer may take long; a missing service is still known at once.
      ANN_TIMEOUT_MS: '10000',
    },
  });
  platform = new Platform(stack);
}, 120_000);
afterAll(async () => stack?.stop());

/** The sum of a metric's lines with these labels. */
async function metric(service: Finder, name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> {
  const lines = await readMetrics(stack.services[service]);
  return lines
    .filter((line) => line.name === `jophiel_${name}`)
    .filter((line) => Object.entries(labels).every(([label, value]) => line.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

async function publish(from: number, to: number): Promise<void> {
  const { status } = await platform.send(samples.slice(from, to));
  expect(status).toBe(202);
  await waitUntilHandled(stack, () => {});
}

async function unpublish(from: number, to: number): Promise<void> {
  const gone = samples.slice(from, to).map(({ payload }) => ({
    event_name: 'sample.lifecycle.deleted',
    event_id: randomUUID(),
    event_timestamp: new Date().toISOString(),
    source: 'platform.v2',
    payload: { sample_id: payload.sample_id },
  }));
  expect((await platform.send(gone)).status).toBe(202);
  await waitUntilHandled(stack, () => {});
}

async function untilInForce(source: 'postgres' | 'ann'): Promise<void> {
  await eventually(async () => {
    for (const service of finders)
      for (const asker of ['prompt', 'batch'])
        expect(await metric(service, 'candidate_source_in_force', { asker, source })).toBe(1);
  }, 60_000);
}

/** A feed after a like, and what is like a sample: both are computed now. */
async function searchEverywhere(): Promise<void> {
  const user = ++lastUser;
  await platform.changing(user, async () => platform.does(user, 'like', { sample_id: idOf(user % 100) }));
  expect((await platform.feed(user, 20)).sample_ids.length).toBeGreaterThan(0);
  const response = await fetchWithKey(
    `${stack.services['feed-api']}/v1/samples/${idOf(lastSimilar++)}/similar?limit=5`,
  );
  expect(((await response.json()) as { samples: unknown[] }).samples).toHaveLength(5);
}

/** Searches, and expects that only this source found something. */
async function expectFoundBy(source: 'postgres' | 'ann'): Promise<void> {
  const other = source === 'ann' ? 'postgres' : 'ann';
  const countOf = async (by: string) =>
    Promise.all(finders.map(async (service) => metric(service, 'candidate_searches_total', { source: by })));
  const [before, otherBefore] = [await countOf(source), await countOf(other)];
  await searchEverywhere();
  const after = await countOf(source);
  for (const [place, count] of after.entries()) expect(count).toBeGreaterThan(before[place]!);
  expect(await countOf(other)).toEqual(otherBefore);
}

interface LogLine {
  readonly service: string;
  readonly level: string;
  readonly msg: string;
  readonly source?: string;
  readonly reason?: string;
  readonly samples?: number;
  readonly threshold?: number;
}

/** What was logged about the source by a service. */
function logged(service: Finder): LogLine[] {
  return readFileSync(`${stack.folder}/logs/central.log`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine)
    .filter((line) => line.service === service && line.threshold !== undefined);
}
const changesOf = (service: Finder) =>
  logged(service).flatMap(({ source, reason }) => (reason === undefined ? [] : [`${source}: ${reason}`]));
const warningsOf = (service: Finder) => logged(service).filter(({ level }) => level === 'warn');

test(
  'Phase 2 by «umbral crítico (ej. +300,000)»: from the threshold on ann finds, without a restart',
  async () => {
    await publish(0, THRESHOLD - 1);
    await expectFoundBy('postgres');
    await untilInForce('postgres');

    await publish(THRESHOLD - 1, THRESHOLD + 50);
    await untilInForce('ann');
    await expectFoundBy('ann');
    for (const service of finders) {
      expect(changesOf(service)).toEqual(['ann: large_catalogue']);
      const [line] = logged(service);
      expect(line).toMatchObject({ level: 'info', threshold: THRESHOLD });
      expect(line!.samples).toBeGreaterThanOrEqual(THRESHOLD);
      const change = { asker: 'prompt', to: 'ann', reason: 'large_catalogue' };
      expect(await metric(service, 'candidate_source_changes_total', change)).toBe(1);
    }
  },
  TEST_MS,
);

test(
  'when ann stops PostgreSQL finds, with one warning that names the remedy; when ann returns it finds again',
  async () => {
    await stack.processes.ann.stop();
    await untilInForce('postgres');
    for (let times = 0; times < 3; times++) await expectFoundBy('postgres');
    for (const service of finders) {
      expect(warningsOf(service)).toHaveLength(1);
      expect(warningsOf(service)[0]!.msg).toMatch(/Start the ann service .* or set CANDIDATE_SOURCE=postgres/);
      const change = { asker: 'prompt', to: 'postgres', reason: 'ann_away' };
      expect(await metric(service, 'candidate_source_changes_total', change)).toBe(1);
    }

    stack.processes.ann.start();
    await untilInForce('ann');
    await expectFoundBy('ann');
    for (const service of finders) {
      expect(changesOf(service)).toContain('ann: ann_answers');
      expect(warningsOf(service)).toHaveLength(1);
    }
  },
  TEST_MS,
);

test(
  'a catalogue that hovers around the threshold changes nothing; below the band PostgreSQL finds again',
  async () => {
    await unpublish(BACK_BELOW, THRESHOLD + 50);
    // Both have counted the catalogue meanwhile.
    await sleep(10 * REFRESH_MS);
    await expectFoundBy('ann');
    for (const service of finders) expect(changesOf(service)).not.toContain('postgres: small_catalogue');

    await unpublish(BACK_BELOW - 1, BACK_BELOW);
    await untilInForce('postgres');
    await expectFoundBy('postgres');
    for (const service of finders) {
      expect(changesOf(service).at(-1)).toBe('postgres: small_catalogue');
      expect(logged(service).at(-1)?.samples).toBe(BACK_BELOW - 1);
      expect(warningsOf(service)).toHaveLength(1);
    }
  },
  TEST_MS,
);
