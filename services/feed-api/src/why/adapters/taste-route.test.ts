import type { Problem, TasteAnswer } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import type { RunningService } from '@jophiel/service';
import { type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { startVectorizer } from '@jophiel/vectorizer/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someUser } from '../../../test/given-feeds.ts';
import { analyse, environmentOf, storeListener } from '../../../test/given-samples.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

const at = new Date('2026-03-01T12:00:00Z');
const daysBefore = (days: number) => new Date(at.getTime() - days * 86_400_000);

let postgres: GivenPostgres;
let nats: GivenNats;
let services: RunningService[];
let reader: Reader;

async function start(preset: string): Promise<void> {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  const environment = environmentOf(postgres, nats, preset);
  services = await Promise.all([startVectorizer(environment), startFeedApi(environment)]);
  reader = new Reader(services[1]!.url);
}
async function stop(): Promise<void> {
  await Promise.all(services.map(async (service) => service.stop()));
  await Promise.all([postgres.remove(), nats.remove()]);
}

const taste = async (userId: string) => (await reader.get<TasteAnswer>(`/v1/taste/${userId}`)).body;

type TasteFeature = TasteAnswer['features'][number];
const featureOf = <Kind extends TasteFeature['kind']>({ features }: TasteAnswer, name: string, kind: Kind) => {
  const found = features.find(({ feature }) => feature === name);
  expect(found?.kind).toBe(kind);
  return found as Extract<TasteFeature, { kind: Kind }>;
};
const terms = (leanings: readonly { readonly term: string }[]) => leanings.map(({ term }) => term);

describe('of a listener of samples', () => {
  const domain = loadDefinition('audio');
  let userId: string;
  let answer: TasteAnswer;
  beforeAll(async () => {
    await start('audio');
    const trap = { genero: ['trap'], emocion: ['dark'], tonalidad: 'A', escala: 'minor' };
    await analyse(await nats.connect(), postgres.database, [
      { id: 1, metadata: { ...trap, bpm: 140, tags: ['Dusty Vinyl', '808'] } },
      { id: 2, metadata: { ...trap, bpm: 144, tags: ['dusty-vinyl'] } },
      { id: 3, metadata: { ...trap, bpm: 136, tags: ['glitch'] } },
      { id: 4, metadata: { genero: ['salsa'], emocion: ['festive'], tags: ['Brass Band'], bpm: 95 } },
      { id: 5, metadata: { genero: ['jazz'], bpm: 90, tonalidad: 'F#', escala: 'major' } },
    ]);
    userId = someUser();
    await storeListener(postgres.database, domain, userId, {
      signals: [
        ...['1', '2', '3'].map((sampleId) => ({ sampleId, interaction: 'like', at: daysBefore(1) })),
        { sampleId: '1', interaction: 'add_to_board', at: daysBefore(1) },
        { sampleId: '4', interaction: 'dislike', at: daysBefore(2) },
        { sampleId: '5', interaction: 'play', at: daysBefore(90) },
      ],
      at,
    });
    answer = await taste(userId);
  });
  afterAll(stop);

  test('their favourite terms are named as they are written, and what they avoid', () => {
    const genre = featureOf(answer, 'genre', 'terms');
    expect([terms(genre.liked)[0], terms(genre.avoided)]).toEqual(['trap', ['salsa']]);
    const tags = featureOf(answer, 'tags', 'terms');
    expect(terms(tags.liked)[0]).toMatch(/^dusty.vinyl$/i);
    expect(terms(tags.avoided)).toEqual(['Brass Band']);
    for (const { weight } of [...genre.liked, ...tags.liked]) expect(weight).toBeGreaterThan(0);
    for (const { weight } of [...genre.avoided, ...tags.avoided]) expect(weight).toBeLessThan(0);
  });

  test('so are their tempo and their keys', () => {
    const tempo = featureOf(answer, 'tempo', 'number');
    expect(tempo.unit).toBe('bpm');
    expect(Math.abs(tempo.preferred - 140)).toBeLessThan(12);
    expect([tempo.from < tempo.preferred, tempo.to > tempo.preferred]).toEqual([true, true]);
    // A minor is C major's relative.
    expect(featureOf(answer, 'key', 'cycle').positions[0]!.position).toBe('C');
  });

  test('the shares of the features are of one whole, in the order of the definition', () => {
    const names = domain.features.map(({ name }) => name);
    const told = answer.features.map(({ feature }) => feature);
    expect(told).toEqual(names.filter((name) => told.includes(name)));
    expect(told).not.toContain('instruments');
    expect(answer.features.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 5);
  });

  test('and what it was learned from, the loudest first, faded as time went by', () => {
    expect(answer.interactions.map(({ sample_id, interaction }) => `${interaction} ${sample_id}`)).toEqual([
      'add_to_board 1',
      'like 1',
      'like 2',
      'like 3',
      'dislike 4',
      'play 5',
    ]);
    const [board, , , , dislike, play] = answer.interactions;
    expect(board).toMatchObject({ at: daysBefore(1).toISOString(), weight: expect.closeTo(1.2 * 2 ** (-1 / 180), 6) });
    expect(dislike!.weight).toBeCloseTo(-0.7 * 2 ** (-2 / 90), 6);
    expect(play!.weight).toBeCloseTo(0.2 * 2 ** (-90 / 30), 6);
    expect([answer.user_id, answer.generated_at, answer.version]).toEqual([Number(userId), at.toISOString(), 1]);
  });

  test('without seeds it says so', () => {
    expect(answer.seeds).toEqual({ sample_ids: [], terms: {}, event_timestamp: null });
  });

  test('what they chose to start with is shown as such, and its terms are among the liked ones', async () => {
    const chooser = someUser();
    const chosen = { sampleIds: ['5'], terms: { genre: ['drum n bass'], tags: ['reese bass'] }, at: daysBefore(90) };
    await storeListener(postgres.database, domain, chooser, { signals: [], seeds: chosen, at });
    const seeded = await taste(chooser);
    expect(seeded.seeds).toEqual({
      sample_ids: [5],
      terms: chosen.terms,
      event_timestamp: daysBefore(90).toISOString(),
    });
    expect(seeded.interactions).toEqual([
      { sample_id: 5, interaction: 'seed', weight: expect.closeTo(0.5, 6), at: daysBefore(90).toISOString() },
    ]);
    expect(terms(featureOf(seeded, 'genre', 'terms').liked).toSorted()).toEqual(['drum and bass', 'jazz']);
    expect(terms(featureOf(seeded, 'tags', 'terms').liked)).toEqual(['reesebass']);
  });

  test('terms alone make a taste', async () => {
    const chooser = someUser();
    await storeListener(postgres.database, domain, chooser, {
      signals: [],
      seeds: { terms: { genre: ['trap'] }, at },
      at,
    });
    const seeded = await taste(chooser);
    expect(seeded.interactions).toEqual([]);
    expect(featureOf(seeded, 'genre', 'terms').liked).toEqual([{ term: 'trap', weight: expect.closeTo(1, 5) }]);
  });

  test.each([
    ['of whom nothing is known', async () => someUser()],
    [
      'whose interactions say nothing',
      async () => {
        const nobody = someUser();
        await storeListener(postgres.database, domain, nobody, { signals: [], followed: ['7'], at });
        return nobody;
      },
    ],
  ])('somebody %s has none', async (_, given) => {
    const { status, body } = await reader.get<Problem>(`/v1/taste/${await given()}`);
    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
  });

  test('what is no user is refused', async () => {
    const { status, body } = await reader.get<Problem>('/v1/taste/nobody');
    expect([status, body.code, body.faults?.[0]?.path]).toEqual([400, 'BODY_INVALID', '/params/user_id']);
  });
});

describe('of a listener of films', () => {
  beforeAll(async () => start('films'));
  afterAll(stop);

  test('it has the words of that platform alone', async () => {
    const domain = loadDefinition('films');
    await analyse(await nats.connect(), postgres.database, [
      { id: 'tt1', metadata: { genres: ['Sci-Fi'], year: 1982, directors: ['Ridley Scott'], runtime_minutes: 117 } },
      { id: 'tt2', metadata: { genres: ['science fiction'], year: 1979, directors: ['Ridley Scott'] } },
    ]);
    const signals = ['tt1', 'tt2'].map((sampleId) => ({ sampleId, interaction: 'watch', at }));
    await storeListener(postgres.database, domain, 'ann', { signals, at });
    const answer = await taste('ann');
    expect(terms(featureOf(answer, 'genre', 'terms').liked)).toEqual(['science fiction']);
    expect(terms(featureOf(answer, 'people', 'terms').liked)).toEqual(['Ridley Scott']);
    expect(Math.abs(featureOf(answer, 'year', 'number').preferred - 1980)).toBeLessThan(6);
    expect([answer.user_id, answer.interactions[0]!.sample_id]).toEqual(['ann', 'tt1']);
  });
});
