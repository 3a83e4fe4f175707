import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeedPointsAnswer, WhyAnswer } from '@jophiel/contracts';
import { type DomainDefinition, loadDefinition } from '@jophiel/domain';
import { startScorer } from '@jophiel/scorer/app';
import type { RunningService } from '@jophiel/service';
import { type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { startVectorizer } from '@jophiel/vectorizer/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someUser } from '../../../test/given-feeds.ts';
import { analyse, environmentOf, rank, storeListener } from '../../../test/given-samples.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

const pure: DomainDefinition = { ...loadDefinition('audio'), ranking: 'score-final' };
const now = Date.now();
const me = someUser();
/** Two of three are the user's own; all are alike but for their age. */
const catalogue = Array.from({ length: 30 }, (_, index) => ({
  id: index + 1,
  creator: index % 3 === 0 ? 7 : Number(me),
  at: new Date(now - index * 86_400_000).toISOString(),
  metadata: { genero: ['trap'] },
}));

let folder: string;
let postgres: GivenPostgres;
let nats: GivenNats;
let services: RunningService[];
let reader: Reader;

function definitionFile(name: string, definition: object): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(definition));
  return file;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jophiel-ranking-'));
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  const transport = await nats.connect();
  const environment = environmentOf(postgres, nats, definitionFile('pure.json', pure));
  services = await Promise.all([startFeedApi(environment), startVectorizer(environment)]);
  reader = new Reader(services[0]!.url);
  await analyse(transport, postgres.database, catalogue);
  services.push(await startScorer(environment));
  const signals = [{ sampleId: '30', interaction: 'like', at: new Date(now - 3_600_000) }];
  await storeListener(postgres.database, pure, me, { signals, at: new Date(now) });
  await rank(transport, postgres.database, me);
});
afterAll(async () => {
  await Promise.all((services ?? []).map(async (service) => service.stop()));
  await Promise.all([postgres?.remove(), nats?.remove()]);
  rmSync(folder, { recursive: true });
});

describe('el score que determina el orden: with the ranking score-final', () => {
  test('points fall by ScoreFinal, which is the score, and nothing is capped, faded or hidden', async () => {
    const { body } = await reader.get<FeedPointsAnswer>(`/v1/feed/points/${me}?per_page=100&explain=1`);
    expect(body.samples.map(({ sample_id }) => sample_id)).toEqual(catalogue.slice(0, 29).map(({ id }) => id));
    for (const { score, score_final } of body.samples) expect(score).toBe(score_final);
    for (const { score, score_final, diversity, parts } of body.explanations!)
      expect([diversity, parts.diversity, score]).toEqual([0, 0, score_final]);
  });

  test('a sample of their own is in the feed, and why says so', async () => {
    const { body } = await reader.get<WhyAnswer>(`/v1/feed/${me}/why/2`);
    expect(body).toMatchObject({ in_feed: true, rank: 2, score: body.score_final, reasons: [] });
    expect(body.explanation!.score_final).toBeCloseTo(body.score_final!, 6);
  });

  test('what everybody gets has the own samples of a user too', async () => {
    await postgres.database.execute({
      text: 'DELETE FROM user_feed_recommendations WHERE user_id = $1',
      values: [me],
    });
    const another = await startFeedApi(environmentOf(postgres, nats, join(folder, 'pure.json')));
    const { body, headers } = await new Reader(another.url).points(me, '?per_page=100');
    await another.stop();
    expect(headers.get('x-jophiel-source')).not.toBe('stored');
    expect(body.samples).toContainEqual(expect.objectContaining({ sample_id: 2 }));
  });
});

test('an unknown ranking stops a service at its start, and names field, value and remedy', async () => {
  const file = definitionFile('unknown.json', { ...pure, ranking: 'ScoreFinal' });
  await expect(startFeedApi(environmentOf(postgres, nats, file))).rejects.toMatchObject({
    code: 'DOMAIN_INVALID',
    message: expect.stringContaining('/ranking must be one of "varied", "score-final" (it is "ScoreFinal")'),
  });
});
