import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeedPointsAnswer, ScoreExplanation, WhyAnswer } from '@jophiel/contracts';
import { type DomainDefinition, loadDefinition } from '@jophiel/domain';
import { startScorer } from '@jophiel/scorer/app';
import type { RunningService } from '@jophiel/service';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { startVectorizer } from '@jophiel/vectorizer/app';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { someUser } from '../../../test/given-feeds.ts';
import { analyse, environmentOf, rank, storeListener } from '../../../test/given-samples.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

const domain: DomainDefinition = {
  ...loadDefinition('audio'),
  feed: { size: 20 },
  exploration: { share: 0.2, publishedWithinDays: 14, maxChances: 100 },
};
const now = Date.now();
const me = someUser();
const daysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString();
const catalogue = [
  ...Array.from({ length: 30 }, (_, index) => ({
    id: index + 1,
    creator: 100 + index,
    at: daysAgo(100 + index),
    metadata: { genero: ['trap'] },
  })),
  ...Array.from({ length: 6 }, (_, index) => ({
    id: 1_001 + index,
    creator: 1_001 + index,
    at: daysAgo(1),
    metadata: { genero: ['polka'] },
  })),
];
const isNew = (id: number | string) => Number(id) > 1_000;

let folder: string;
let postgres: GivenPostgres;
let nats: GivenNats;
let services: RunningService[];
let reader: Reader;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jophiel-exploration-'));
  const file = join(folder, 'explored.json');
  writeFileSync(file, JSON.stringify(domain));
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  const transport = await nats.connect();
  const environment = environmentOf(postgres, nats, file);
  services = await Promise.all([startFeedApi(environment), startVectorizer(environment)]);
  reader = new Reader(services[0]!.url);
  await analyse(transport, postgres.database, catalogue);
  const scorer = await startScorer(environment);
  services.push(scorer);
  // A reaction does not wait for the first reading of new samples.
  await eventually(async () =>
    expect(await (await fetch(`${scorer.url}/metrics`)).text()).toMatch(
      /^jophiel_exploration_chances_reserved\S* [1-9]/m,
    ),
  );
  const signals = [{ sampleId: '1', interaction: 'like', at: new Date(now - 3_600_000) }];
  await storeListener(postgres.database, domain, me, { signals, at: new Date(now) });
  await rank(transport, postgres.database, me);
});
afterAll(async () => {
  await Promise.all((services ?? []).map(async (service) => service.stop()));
  await Promise.all([postgres?.remove(), nats?.remove()]);
  rmSync(folder, { recursive: true });
});

const points = async (userId: string, query = '') =>
  (await reader.get<FeedPointsAnswer>(`/v1/feed/points/${userId}?per_page=20${query}`)).body;

function expectSums({ score, score_final, learned, diversity, exploration, parts }: ScoreExplanation): void {
  expect(score).toBeCloseTo(score_final + learned + diversity + exploration, 9);
  const all = Object.values(parts).reduce((sum, part) => sum + part, 0);
  expect(all).toBeCloseTo(score, 6);
  expect(parts.exploration).toBe(exploration);
}

test('every fifth place has a new sample, marked with what lifted it; two readings agree', async () => {
  const feed = await points(me, '&explain=1');
  const explored = feed.samples.flatMap(({ sample_id, exploration = 0 }, index) =>
    exploration > 0 ? [[index + 1, isNew(sample_id)]] : [],
  );
  expect(explored).toEqual([5, 10, 15, 20].map((place) => [place, true]));
  expect(feed.samples.filter(({ sample_id }) => isNew(sample_id))).toHaveLength(4);
  expect(feed.samples.map(({ score }) => score)).toEqual(
    feed.samples.map(({ score }) => score).toSorted((a, b) => b - a),
  );
  for (const [index, explanation] of feed.explanations!.entries()) {
    expectSums(explanation);
    expect(explanation.exploration).toBe(feed.samples[index]!.exploration ?? 0);
  }
  expect((await points(me)).samples).toEqual(feed.samples);
});

test('pages and a walk have the new samples at the places of the whole feed', async () => {
  const whole = (await points(me)).samples;
  const { body: second } = await reader.get<FeedPointsAnswer>(`/v1/feed/points/${me}?per_page=5&page=2`);
  expect(second.samples).toEqual(whole.slice(5, 10));
  const { body: walked } = await reader.get<FeedPointsAnswer>(`/v1/feed/points/${me}?limit=5`);
  expect(walked.samples).toEqual(whole.slice(0, 5));
});

test('why names exploration, with parts that add up to the score', async () => {
  const { sample_id, score } = (await points(me)).samples[4]!;
  const { body } = await reader.get<WhyAnswer>(`/v1/feed/${me}/why/${sample_id}`);
  expect(body).toMatchObject({ in_feed: true, rank: 5, score, reasons: [] });
  expect(body.explanation!.exploration).toBeGreaterThan(0);
  expect(body.explanation!.score).toBeCloseTo(score, 6);
  expectSums(body.explanation!);
  const first = (await points(me)).samples[0]!;
  const { body: other } = await reader.get<WhyAnswer>(`/v1/feed/${me}/why/${first.sample_id}`);
  expect(other.explanation!.exploration).toBe(0);
});

test('the list of users without a feed is marked and explained the same way', async () => {
  await postgres.database.execute({ text: 'DELETE FROM trending_samples' });
  await postgres.database.execute({
    text: `INSERT INTO trending_samples (rank, sample_id, score, popularity, computed_at, exploration)
           VALUES (1, '1', 0.9, 0.9, now(), 0), (2, '1001', 0.9, 0, now(), 0.7)`,
  });
  const somebody = someUser();
  const { samples, explanations } = await points(somebody, '&explain=1');
  expect(samples.map(({ exploration }) => exploration)).toEqual([undefined, 0.7]);
  expect(samples[1]!.score_final).toBeCloseTo(0.2, 9);
  expect(explanations!.map(({ exploration }) => exploration)).toEqual([0, 0.7]);
  for (const explanation of explanations!) expectSums(explanation);
});
