import type { FeedPointsAnswer, Problem, ScoreExplanation, WhyAnswer } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { encodeWeights } from '@jophiel/learning';
import { startScorer } from '@jophiel/scorer/app';
import type { RunningService } from '@jophiel/service';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { startVectorizer } from '@jophiel/vectorizer/app';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someUser } from '../../../test/given-feeds.ts';
import { analyse, environmentOf, rank, storeListener } from '../../../test/given-samples.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

const domain = loadDefinition('audio');
const now = Date.now();
const daysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString();

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;
let services: RunningService[];
let reader: Reader;

const genres = ['trap', 'jazz', 'techno', 'ambient', 'salsa'];
const someMetadata = fc.record({
  genero: fc.subarray(genres, { minLength: 1, maxLength: 2 }),
  tags: fc.subarray(['dark', 'bright', 'dusty', 'glitch', 'vinyl'], { maxLength: 3 }),
  bpm: fc.integer({ min: 60, max: 180 }),
  tonalidad: fc.constantFrom('C', 'F#', 'A'),
  escala: fc.constantFrom('minor', 'major', undefined),
});
/** Random samples of a few creators; the greater the id, the older. */
const catalogue = fc.sample(someMetadata, { numRuns: 150, seed: 7 }).map((metadata, index) => ({
  id: index + 1,
  creator: 10_000 + (index % 12),
  at: daysAgo(index),
  metadata,
}));

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  const environment = environmentOf(postgres, nats, 'audio');
  services = await Promise.all([startFeedApi(environment), startVectorizer(environment)]);
  reader = new Reader(services[0]!.url);
  await analyse(transport, postgres.database, catalogue);
  // Last, since it begins with a batch: what is trending then is of the whole catalogue.
  services.push(await startScorer(environment));
});
afterAll(async () => {
  await Promise.all(services.map(async (service) => service.stop()));
  await Promise.all([postgres.remove(), nats.remove()]);
});

const did = (interaction: string, ...sampleIds: readonly number[]) =>
  sampleIds.map((id) => ({ sampleId: String(id), interaction, at: new Date(now - 3_600_000) }));
type Listener = Omit<Parameters<typeof storeListener>[3], 'at'>;

async function listener(given: Listener, userId = someUser()): Promise<string> {
  await storeListener(postgres.database, domain, userId, { ...given, at: new Date(now) });
  await rank(transport, postgres.database, userId);
  return userId;
}
const why = async (userId: string, sampleId: number) =>
  (await reader.get<WhyAnswer>(`/v1/feed/${userId}/why/${sampleId}`)).body;
const points = async (userId: string, query = '') =>
  (await reader.get<FeedPointsAnswer>(`/v1/feed/points/${userId}?per_page=100${query}`)).body;
const codes = ({ reasons }: WhyAnswer) => reasons.map(({ code }) => code);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function expectSums({ score, score_final, learned, diversity, exploration, parts, features }: ScoreExplanation): void {
  const {
    diversity: takenOff,
    exploration: lifted,
    coInteraction,
    popularity,
    creatorAffinity,
    ...ofScoreFinal
  } = parts;
  expect(Math.abs(sum(Object.values(parts)) - score)).toBeLessThan(1e-6);
  expect(Math.abs(sum(Object.values(ofScoreFinal)) - score_final)).toBeLessThan(1e-6);
  expect(learned).toBeCloseTo(coInteraction + popularity + creatorAffinity, 9);
  expect([score, takenOff, lifted]).toEqual([score_final + learned + diversity + exploration, diversity, exploration]);
  if (features.length > 0)
    expect(Math.abs(sum(features.map(({ similarity }) => similarity)) - parts.similarity)).toBeLessThan(1e-6);
}

describe('a feed is explained', () => {
  test('ScoreFinal ("el score que determina el orden") in its parts, what variety takes off beside it, together the stored score', async () => {
    const ids = catalogue.map(({ id }) => id);
    const listeners = fc.sample(
      fc.record({
        liked: fc.subarray(ids, { maxLength: 12 }),
        skipped: fc.subarray(ids, { maxLength: 6 }),
        followed: fc.subarray(['10001', '10002', '10003'], { maxLength: 2 }),
      }),
      { numRuns: 8, seed: 11 },
    );
    let varied = 0;
    for (const { liked, skipped, followed } of listeners) {
      const userId = await listener({ signals: [...did('like', ...liked), ...did('skip', ...skipped)], followed });
      const { samples, explanations } = await points(userId, '&explain=1');
      expect(explanations!.map(({ sample_id }) => sample_id)).toEqual(samples.map(({ sample_id }) => sample_id));
      explanations!.forEach((explanation, index) => {
        expectSums(explanation);
        expect(Math.abs(explanation.score - samples[index]!.score)).toBeLessThan(1e-6);
        expect(Math.abs(explanation.score_final - samples[index]!.score_final)).toBeLessThan(1e-6);
        if (explanation.diversity < 0) varied++;
      });
    }
    expect(varied).toBeGreaterThan(0);
  });

  test('beside what it says without an explanation, on every page', async () => {
    const userId = await listener({ signals: did('like', 3) });
    const plain = await reader.feed(userId, '?per_page=10');
    const { body } = await reader.feed(userId, '?per_page=10&explain=1');
    const { explanations, pagination, ...rest } = body;
    const { pagination: plainPagination, ...plainRest } = plain.body;
    expect(rest).toEqual(plainRest);
    expect(pagination.total).toBe(plainPagination.total);
    expect(explanations!.map(({ sample_id }) => sample_id)).toEqual(body.sample_ids);
    const next = await reader.get<typeof body>(pagination.next_page_url!);
    expect(next.body.explanations!.map(({ sample_id }) => sample_id)).toEqual(next.body.sample_ids);
    expect(plain.body).not.toHaveProperty('explanations');
  });

  test('for a user of whom nothing is known by popularity, without features', async () => {
    const { body } = await reader.feed(someUser(), '?explain=1&per_page=3');
    expect(body.explanations).toHaveLength(3);
    for (const { similarity_from, features } of body.explanations!)
      expect([similarity_from, features]).toEqual(['popularity', []]);
  });
});

describe('of one sample in the feed is told', () => {
  test('its rank, its stored score and the parts of it', async () => {
    const userId = await listener({ signals: did('like', 5), followed: ['10003'] });
    const { samples } = await points(userId);
    for (const at of [0, 7, 40]) {
      const { sample_id, score, score_final } = samples[at]!;
      const told = await why(userId, Number(sample_id));
      expect([told.in_feed, told.rank, told.reasons]).toEqual([true, at + 1, []]);
      expect([told.score, told.score_final]).toEqual([score, score_final]);
      expectSums(told.explanation!);
      expect(Math.abs(told.explanation!.score - score)).toBeLessThan(1e-6);
    }
  });

  test('the learned parts of its ranking, and beside them those of now where they differ', async () => {
    const userId = await listener({ signals: did('like', 5) });
    const { samples } = await points(userId);
    const { sample_id, score } = samples.find(({ learned }) => learned === 0)!;
    expect((await why(userId, Number(sample_id))).learned_now).toBeNull();
    await postgres.database.execute({
      text: 'INSERT INTO learned_weights (sample_id) SELECT unnest($1::text[])',
      values: [['5', String(sample_id)]],
    });
    const [speaker] = await postgres.database.query<{ number: number }>({
      text: `SELECT number FROM learned_weights WHERE sample_id = '5'`,
    });
    await postgres.database.execute({
      text: 'UPDATE learned_weights SET weights = $2 WHERE sample_id = $1',
      values: [
        String(sample_id),
        encodeWeights({ numbers: Uint32Array.of(speaker!.number), values: Float32Array.of(0.5) }),
      ],
    });
    const told = await why(userId, Number(sample_id));
    expectSums(told.explanation!);
    expect(told.explanation!.score).toBeCloseTo(score, 6);
    expect(told.explanation!.parts.coInteraction).toBe(0);
    expect(told.learned_now!.coInteraction).toBeCloseTo(0.5 * domain.scoring.coInteraction!, 6);
    const { explanations } = await points(userId, '&explain=1');
    expect(explanations!.find((each) => each.sample_id === sample_id)!.score).toBeCloseTo(score, 6);
    await postgres.database.execute({ text: 'DELETE FROM learned_weights' });
  });

  test('which chosen samples weigh; chosen terms have their share beside them', async () => {
    const at = new Date(now - 3_600_000);
    const seeds = { sampleIds: ['21'], terms: { genre: ['trap'] }, at };
    const userId = await listener({ signals: did('like', 8), seeds });
    const { samples } = await points(userId);
    const ofTrap = { true: 0, false: 0 };
    for (const { sample_id } of samples.slice(0, 40)) {
      const told = await why(userId, Number(sample_id));
      expect(told.interactions.map(({ interaction }) => interaction).toSorted()).toEqual(['like', 'seed']);
      const termsShare = told.explanation!.parts.similarity - sum(told.interactions.map((each) => each.similarity));
      const isTrap = catalogue[Number(sample_id) - 1]!.metadata.genero.includes('trap');
      ofTrap[`${isTrap}`] += 1;
      if (isTrap) expect(termsShare).toBeGreaterThan(0.1);
      else expect(Math.abs(termsShare)).toBeLessThan(1e-5);
    }
    expect(Math.min(...Object.values(ofTrap))).toBeGreaterThan(0);
  });

  test('which interactions weigh most; where there are few, they make the whole similarity', async () => {
    const userId = await listener({ signals: [...did('like', 8, 21), ...did('play', 30), ...did('dislike', 44)] });
    const { samples } = await points(userId);
    for (const { sample_id } of samples.slice(0, 30)) {
      const told = await why(userId, Number(sample_id));
      const parts = told.interactions.map(({ similarity }) => similarity);
      expect(told.interactions).toHaveLength(4);
      expect(Math.abs(sum(parts) - told.explanation!.parts.similarity)).toBeLessThan(1e-5);
      expect(parts.map(Math.abs)).toEqual(parts.map(Math.abs).sort((a, b) => b - a));
      for (const { interaction, similarity } of told.interactions)
        expect(similarity * (interaction === 'dislike' ? -1 : 1)).toBeGreaterThan(-1e-9);
    }
  });

  test('by what it was found', async () => {
    const [liked, creator] = [catalogue[9]!, 10_005];
    const userId = await listener({ signals: did('like', liked.id), followed: [String(creator)] });
    const ofCreator = catalogue.find((each) => each.creator === creator)!;
    const followed = await why(userId, ofCreator.id);
    expect(followed.candidate.sources).toEqual(expect.arrayContaining(['followed', 'newest']));
    expect(followed.explanation!.parts.following).toBe(domain.scoring.following);
    const { samples } = await points(userId);
    const best = samples.filter(({ sample_id }) => sample_id !== ofCreator.id).slice(0, 10);
    const told = await Promise.all(best.map(async ({ sample_id }) => why(userId, Number(sample_id))));
    for (const { candidate } of told)
      expect([candidate.found, candidate.sources]).toEqual([true, expect.arrayContaining(['taste'])]);
    const terms = told.flatMap(({ candidate: { tokens } }) => tokens.map(({ term }) => term));
    expect(terms.some((term) => liked.metadata.genero.includes(term))).toBe(true);
    const bySameCreator = told.filter(({ candidate: { learned_sources } }) => learned_sources.includes('creator'));
    expect(bySameCreator.length).toBeGreaterThan(0);
    for (const { explanation } of bySameCreator) expect(explanation!.parts.creatorAffinity).toBeGreaterThan(0);
  });
});

describe('of a sample that is not in the feed is told why:', () => {
  test('the user has decided on it, and what that costs', async () => {
    const userId = await listener({ signals: did('like', 11) });
    const told = await why(userId, 11);
    expect([told.in_feed, told.rank, told.score, told.score_final]).toEqual([false, null, null, null]);
    expect(codes(told)).toEqual(['DECIDED']);
    expect(told.explanation!.parts.penalty).toBe(domain.scoring.decidedPenalty);
    expectSums(told.explanation!);
  });

  test("it is the user's own", async () => {
    const userId = await listener({ signals: did('like', 2) }, '10000');
    expect(codes(await why(userId, catalogue[0]!.id))).toEqual(['OWN']);
  });

  test('it is a copy, and of what; it was removed; nothing could be made of it', async () => {
    const userId = await listener({ signals: did('like', 12) });
    const { metadata } = catalogue[0]!;
    await analyse(transport, postgres.database, [
      { id: 501, metadata: { ...metadata, casiel_status: 'duplicate', duplicate_of_content_id: 1 } },
      { id: 502, metadata },
    ]);
    await postgres.database.execute({
      text: `UPDATE sample_vectors SET removed_at = now(), revision = revision + 1 WHERE sample_id = '502'`,
    });
    await postgres.database.execute({
      text: `INSERT INTO sample_vectors (sample_id, creator_id, published_at, revision) VALUES ('503', '1', now(), 1)`,
    });
    expect((await why(userId, 501)).reasons).toEqual([{ code: 'DUPLICATE', text: expect.any(String), sample_id: 1 }]);
    expect(codes(await why(userId, 502))).toEqual(['REMOVED']);
    const unknown = await why(userId, 503);
    expect([codes(unknown), unknown.explanation]).toEqual([['NOT_ANALYSED'], null]);
  });

  test('its vector is of another definition', async () => {
    const userId = await listener({ signals: did('like', 13) });
    await postgres.database.execute({
      text: `INSERT INTO sample_vectors (sample_id, creator_id, published_at, vector, layout, features, revision)
             SELECT '504', creator_id, published_at, vector, 'former', features, 1 FROM sample_vectors WHERE sample_id = '1'`,
    });
    const told = await why(userId, 504);
    expect([codes(told), told.explanation]).toEqual([['BEING_MADE_ANEW'], null]);
  });

  test('there is no feed of the user', async () => {
    await postgres.database.execute({ text: 'DELETE FROM trending_samples' });
    await analyse(
      transport,
      postgres.database,
      Array.from({ length: 300 }, (_, index) => ({
        id: 2_000 + index,
        creator: 20_000 + index,
        at: new Date(now - 60_000).toISOString(),
        metadata: { genero: ['gospel'], tags: ['choir'] },
      })),
    );
    expect(codes(await why(someUser(), 150))).toEqual(['NO_FEED']);
  });

  // With the 300 newer samples of the test before.
  test('it is too far from the taste to be looked at', async () => {
    const taste = { genero: ['dubstep'], tags: ['wobble'], instrumentos: ['synth'] };
    await analyse(transport, postgres.database, [{ id: 3_000, at: daysAgo(300), metadata: taste }]);
    const userId = await listener({ signals: did('like', 3_000) });
    const told = await why(userId, 149);
    expect(codes(told)).toContain('NO_CANDIDATE');
    expect(told.candidate).toMatchObject({ found: false, sources: [] });
  });

  test('it scores less than the last', async () => {
    const userId = await listener({ signals: did('like', 2_001) });
    expect(codes(await why(userId, 148))).toContain('SCORE_TOO_LOW');
  });

  test('it is newer than the feed', async () => {
    const userId = await listener({ signals: did('like', 14) });
    // No service inserts it.
    await services.pop()!.stop();
    const at = new Date(Date.now() + 1_000).toISOString();
    await analyse(transport, postgres.database, [{ id: 4_000, at, metadata: catalogue[13]!.metadata }]);
    await eventually(async () => expect(codes(await why(userId, 4_000))).toEqual(['NEWER_THAN_FEED']));
  });
});

test.each([
  ['/v1/feed/abc/why/1', 400, 'BODY_INVALID', ['/params/user_id']],
  ['/v1/feed/1/why/abc', 400, 'BODY_INVALID', ['/params/sample_id']],
  ['/v1/feed/1?explain=yes', 400, 'BODY_INVALID', ['/query/explain']],
  ['/v1/feed/1/why/987654321', 404, 'NOT_FOUND', undefined],
])('%s is refused', async (path, expected, code, places) => {
  const { status, body } = await reader.get<Problem>(path);
  expect([status, body.code, body.faults?.map(({ path: place }) => place)]).toEqual([expected, code, places]);
});
