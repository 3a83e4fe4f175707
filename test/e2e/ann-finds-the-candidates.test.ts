import { randomUUID } from 'node:crypto';
import { fetchWithKey, readMetrics, waitUntilHandled } from '@jophiel/local';
import { seed } from '@jophiel/local/seed';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { eventually } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Platform } from '../stack/platform.ts';
import { rankedAlone } from '../stack/ranked-alone.ts';
import { type RunningStack, startStack } from '../stack/running-stack.ts';

interface Described {
  readonly sample_id: number;
  readonly creator_id: number;
  readonly metadata: { readonly genero?: string[] };
}

interface SamplesAnswer {
  readonly samples: readonly { readonly sample_id: number }[];
}

const size = { users: 30, samples: 2_000, interactions: 300, seed: 9, now: Date.now() };

let stack: RunningStack;
let platform: Platform;
const samples = [...new ImaginaryPlatform(loadDefinition('audio'), size).samples()].map(
  ({ payload }) => payload as unknown as Described,
);
const byGenre = Map.groupBy(samples, ({ metadata }) => metadata.genero?.[0] ?? '');
const [genre, ofGenre] = [...byGenre].sort(([, a], [, b]) => b.length - a.length)[0]!;
let lastUser = 600_000;

beforeAll(async () => {
  stack = await startStack({
    domain: rankedAlone(),
    environment: { CANDIDATE_SOURCE: 'ann', CANARY_SHARE: '1', CANARY_PAUSE_SECONDS: '0' },
  });
  platform = new Platform(stack);
  await seed(stack, size, () => {});
  await waitUntilHandled(stack, () => {});
}, 120_000);
afterAll(async () => stack?.stop());

/** By name and the label that tells its lines apart. */
async function metric(name: string, source = '', service: 'scorer' | 'feed-api' = 'scorer'): Promise<number> {
  const lines = await readMetrics(stack.services[service]);
  return lines.find((line) => line.name === `jophiel_${name}` && (line.labels.source ?? '') === source)?.value ?? 0;
}

/** Likes by somebody new, and the feed after them. */
async function feedAfterLikes(): Promise<number[]> {
  const user = ++lastUser;
  for (const { sample_id } of ofGenre.slice(0, 3))
    await platform.changing(user, async () => platform.does(user, 'like', { sample_id }));
  return (await platform.feed(user, 20)).sample_ids as number[];
}

const shareOfGenre = (ids: readonly number[]) =>
  ids.filter((id) => samples.find(({ sample_id }) => sample_id === id)?.metadata.genero?.[0] === genre).length /
  ids.length;

test('a like changes a feed, whose candidates the ann service found', async () => {
  const before = await metric('candidate_searches_total', 'ann');
  // While everything starts at once, the service may be late once.
  const fallbacks = await metric('candidate_fallbacks_total');
  expect(shareOfGenre(await feedAfterLikes())).toBeGreaterThan(0.7);
  expect(await metric('candidate_searches_total', 'ann')).toBeGreaterThanOrEqual(before + 3);
  expect(await metric('candidate_fallbacks_total')).toBe(fallbacks);
});

test('the feeds hold the true best, as the canary says', async () => {
  // Feeds that were ranked while the catalogue was still being filled are measured first, and hold less.
  await eventually(async () => {
    await feedAfterLikes();
    expect(await metric('canary_recall')).toBeGreaterThan(0.99);
  }, 25_000);
});

test('a sample that is published can be found a moment later', async () => {
  const like = ofGenre[5]!;
  const sample_id = 9_000_001;
  const event = {
    event_name: 'sample.lifecycle.created',
    event_id: randomUUID(),
    event_timestamp: new Date().toISOString(),
    source: 'platform.v2',
    payload: { ...like, sample_id },
  };
  expect((await platform.send(event)).status).toBe(202);
  await eventually(async () => {
    const response = await fetchWithKey(`${stack.services.ann}/v1/samples/${like.sample_id}/nearest?k=50`);
    const { samples: found } = (await response.json()) as { samples: { sample_id: number }[] };
    expect(found.map((one) => one.sample_id)).toContain(sample_id);
  });
});

test('what is like a sample, goes with a board or is looked for to say why is found by the ann service too', async () => {
  const before = await metric('candidate_searches_total', 'ann', 'feed-api');
  const [first, second] = ofGenre.slice(6, 8).map(({ sample_id }) => sample_id);
  const url = stack.services['feed-api'];
  const similar = (await (await fetchWithKey(`${url}/v1/samples/${first}/similar?limit=20`)).json()) as SamplesAnswer;
  const body = JSON.stringify({ sample_ids: [first, second], limit: 20 });
  const headers = { 'content-type': 'application/json' };
  const ideas = (await (
    await fetchWithKey(`${url}/v1/boards/ideas`, { method: 'POST', headers, body })
  ).json()) as SamplesAnswer;
  for (const { samples: found } of [similar, ideas])
    expect(shareOfGenre(found.map(({ sample_id }) => sample_id))).toBeGreaterThan(0.7);
  expect((await fetchWithKey(`${url}/v1/feed/${lastUser}/why/${first}`)).status).toBe(200);
  expect(await metric('candidate_searches_total', 'ann', 'feed-api')).toBe(before + 3);
  expect(await metric('candidate_fallbacks_total', '', 'feed-api')).toBe(0);
});

test('while the ann service is away feeds are computed all the same, and when it is back it is asked again', async () => {
  await stack.processes.ann.stop();
  const before = await metric('candidate_searches_total', 'postgres');
  expect(shareOfGenre(await feedAfterLikes())).toBeGreaterThan(0.7);
  expect(await metric('candidate_fallbacks_total')).toBeGreaterThanOrEqual(3);
  expect(await metric('candidate_searches_total', 'postgres')).toBeGreaterThanOrEqual(before + 3);
  expect(await metric('candidate_ann_works')).toBe(0);

  stack.processes.ann.start();
  await eventually(async () => {
    await feedAfterLikes();
    expect(await metric('candidate_ann_works')).toBe(1);
  }, 30_000);
});
