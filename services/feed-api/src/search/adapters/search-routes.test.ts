import type { Problem, SearchAnswer, SearchPointsAnswer } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import type { RunningService } from '@jophiel/service';
import { eventually, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import type { Transport } from '@jophiel/transport';
import { startVectorizer } from '@jophiel/vectorizer/app';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { someUser, tellOfRemoval } from '../../../test/given-feeds.ts';
import { analyse, environmentOf, storeListener } from '../../../test/given-samples.ts';
import { Reader } from '../../../test/reader.ts';
import { startFeedApi } from '../../app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let transport: Transport;
let services: RunningService[];
let reader: Reader;

async function start(preset: string): Promise<void> {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  transport = await nats.connect();
  const environment = environmentOf(postgres, nats, preset);
  services = await Promise.all([startVectorizer(environment), startFeedApi(environment)]);
  reader = new Reader(services[1]!.url);
}
async function stop(): Promise<void> {
  await Promise.all(services.map(async (service) => service.stop()));
  await Promise.all([postgres.remove(), nats.remove()]);
}

const search = async (q: string, query = '') =>
  reader.get<SearchAnswer>(`/v1/search?q=${encodeURIComponent(q)}${query}`);
const found = async (q: string, query = '') => (await search(q, query)).body.sample_ids;

describe('samples of audio', () => {
  const trap = { genero: ['trap'], bpm: 140 };
  const jazz = { genero: ['jazz'], bpm: 90 };
  beforeAll(async () => {
    await start('audio');
    await analyse(transport, postgres.database, [
      { id: 1, metadata: { ...trap, title: 'Midnight Drums', descripcion: 'A guitar far away' } },
      { id: 2, metadata: { ...jazz, title: 'Guitar Story', descripcion_es: 'Grabado en la montaña' } },
      { id: 3, metadata: { ...trap, title: 'Canción Melancólica', tags_es: ['canciones tristes'] } },
      { id: 4, metadata: { ...jazz, title: 'Loopmaster 808', tags: ['lo-fi', "rock'n'roll"] } },
      { id: 5, metadata: { ...trap, title: 'Piano at Dawn', instrumentos: ['grand piano'] } },
      { id: 6, metadata: { ...jazz, title: 'Piano at Dusk', instrumentos: ['grand piano'] } },
    ]);
  });
  afterAll(stop);

  test('are found in the shape of a feed', async () => {
    const { status, body } = await search('midnight');
    expect([status, body]).toEqual([
      200,
      {
        user_id: null,
        generated_at: expect.stringMatching(/^\d{4}-.*Z$/),
        sample_ids: [1],
        pagination: {
          current_page: 1,
          per_page: 20,
          total: 1,
          last_page: 1,
          next_page_url: null,
          prev_page_url: null,
        },
      },
    ]);
  });

  test.each([
    ['the title before the description', 'guitar', [2, 1]],
    ['accents or none', 'cancion', [3]],
    ['accents that are not there', 'guitár stóry', [2]],
    ['a decomposed accent', 'cancio\u0301n', [3]],
    ['an English inflection', 'drum', [1]],
    ['another one', 'story guitars', [2]],
    ['a Spanish inflection', 'melancólicas', [3]],
    ['words of both languages', 'jazz montañas', [2]],
    ['the beginning of the last word', 'midnight dru', [1]],
    ['no beginning of a word before the last', 'mid drums', []],
    ['words together', 'guitar drums', [1]],
    ['separators as they come', 'LO FI', [4]],
    ['articles between', 'the piano at the dawn', [5]],
    ['a letter too few', 'giutar stoy', [2]],
    ['letters exchanged', 'midnihgt', [1]],
    ['a wrong letter', 'loopnaster', [4]],
    ['a letter too many', 'melancholica', [3]],
    ['no word that is nowhere', 'zzzzzz', []],
  ])('by %s: %s', async (_, q, sampleIds) => {
    expect(await found(q)).toEqual(sampleIds);
  });

  test.each([
    ["rock'n'roll"],
    ['"rock" \\ n <-> roll:*'],
    ['rock & n | !roll'],
    ['(rock'],
    ['rock \u0000 n'],
    ['🎸 rock'],
    ['%rock_'],
  ])('no character has a meaning of its own: %j', async (q) => {
    expect(await found(q)).toEqual([4]);
  });

  test.each([['🎹'], ['&|!'], [' '], ["'"], ['\\'], ['\u0000'], ['la'], ['x'.repeat(200)]])(
    'what has no word, or only a common one, finds nothing: %j',
    async (q) => {
      expect([(await search(q)).status, await found(q)]).toEqual([200, []]);
    },
  );

  /* "arbitrary bytes, Unicode → never a 500" */
  test('whatever is sought, the answer is a list; only nothing and more than 200 characters are refused', async () => {
    const anyQuery = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      // What means something to PostgreSQL's text search, to LIKE or to a URL, among words that are there.
      fc
        .array(
          fc.constantFrom(
            'rock',
            'piano',
            "'",
            '\\',
            '&',
            '|',
            '!',
            '<->',
            ':*',
            ':A',
            '(',
            ')',
            '%',
            '_',
            '\u0000',
            ' ',
          ),
        )
        .map((parts) => parts.join('')),
      fc.string({ minLength: 190, maxLength: 210 }),
    );
    await fc.assert(
      fc.asyncProperty(anyQuery, async (q) => {
        const { status, body } = await search(q.toWellFormed());
        const isRefused = q === '' || Array.from(q).length > 200;
        expect([q, status]).toEqual([q, isRefused ? 400 : 200]);
        if (!isRefused) expect(body.sample_ids.every((id) => [1, 2, 3, 4, 5, 6].includes(Number(id)))).toBe(true);
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  test('bytes that are no text are refused or sought, and never a failure', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 20 }), async (bytes) => {
        const q = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
        expect((await reader.get(`/v1/search?q=${q}`)).status).toBeLessThan(500);
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  test.each([
    ['/v1/search', '/query/q'],
    ['/v1/search?q=', '/query/q'],
    [`/v1/search?q=${'x'.repeat(201)}`, '/query/q'],
    ['/v1/search?q=a&user_id=nobody', '/query/user_id'],
    ['/v1/search?q=a&page=0', '/query/page'],
    ['/v1/search?q=a&per_page=101', '/query/per_page'],
    ['/v1/search?q=a&page=2&as_of=then', '/query/as_of'],
    ['/v1/search/points?q=a&explain=2', '/query/explain'],
  ])('%s is refused with its place', async (path, place) => {
    const { status, body } = await reader.get<Problem>(path);
    expect([status, body.code, body.faults?.map(({ path: at }) => at)]).toEqual([400, 'BODY_INVALID', [place]]);
  });

  test('the taste decides between texts that match alike, and what was decided on is found too', async () => {
    const domain = loadDefinition('audio');
    const [liker, other] = [someUser(), someUser()];
    const at = new Date();
    const like = (sampleId: string) => ({ sampleId, interaction: 'like', at });
    await storeListener(postgres.database, domain, liker, { signals: [like('3'), like('5')], at });
    await storeListener(postgres.database, domain, other, { signals: [like('2'), like('4')], at });
    expect(await found('piano', `&user_id=${liker}`)).toEqual([5, 6]);
    expect(await found('piano', `&user_id=${other}`)).toEqual([6, 5]);
    expect((await search('piano', `&user_id=${liker}`)).body.user_id).toBe(Number(liker));
  });

  test('following lifts a creator for a user of whom nothing else is known', async () => {
    const user = someUser();
    const domain = loadDefinition('audio');
    await storeListener(postgres.database, domain, user, { signals: [], followed: ['6'], at: new Date() });
    expect(await found('piano', `&user_id=${user}`)).toEqual([6, 5]);
  });

  test('points are from 0 to 1, and explained in halves that sum to them', async () => {
    const user = someUser();
    const domain = loadDefinition('audio');
    const at = new Date();
    await storeListener(postgres.database, domain, user, {
      signals: [{ sampleId: '5', interaction: 'like', at }],
      at,
    });
    const { body } = await reader.get<SearchPointsAnswer>(`/v1/search/points?q=guitar&user_id=${user}&explain=1`);
    expect(new Set(body.samples.map(({ sample_id }) => sample_id))).toEqual(new Set([1, 2]));
    expect(body.explanations!.map(({ sample_id }) => sample_id)).toEqual(body.samples.map((each) => each.sample_id));
    body.explanations!.forEach(({ score, parts, score_final }, index) => {
      expect(parts.text + parts.recommendation).toBeCloseTo(score, 9);
      expect(score).toBe(body.samples[index]!.score);
      expect(score_final.similarity_from).toBe('taste');
      const sum = Object.values(score_final.parts).reduce((total, part) => total + part, 0);
      expect(sum).toBeCloseTo(score_final.score, 9);
      expect([score_final.diversity, score_final.score_final]).toEqual([0, score_final.score]);
      expect(body.samples[index]!.score_final).toBeCloseTo(score_final.score_final, 6);
      const features = score_final.features.reduce((total, { similarity }) => total + similarity, 0);
      expect(features).toBeCloseTo(score_final.parts.similarity, 9);
    });
    const halves = body.explanations!.map(({ parts }) => parts);
    expect(Math.max(...halves.map(({ text }) => text))).toBe(0.5);
    expect(new Set(halves.map(({ recommendation }) => recommendation))).toEqual(new Set([0, 0.5]));
  });

  test('the links lead through all matches, each once, although the taste changes meanwhile', async () => {
    const user = someUser();
    const ids = Array.from({ length: 25 }, (_, index) => 1_000 + index);
    await analyse(
      transport,
      postgres.database,
      ids.map((id) => ({ id, metadata: { ...(id % 2 ? trap : jazz), title: `Marimba & bells ${id}` } })),
    );
    const all = await found('marimba bells', `&user_id=${user}&per_page=100`);
    const first = await search('marimba bells', `&user_id=${user}&per_page=10`);
    await storeListener(postgres.database, loadDefinition('audio'), user, {
      signals: [{ sampleId: '3', interaction: 'like', at: new Date() }],
      at: new Date(),
    });
    const seen = [...first.body.sample_ids];
    for (let url = first.body.pagination.next_page_url; url !== null;) {
      const { body } = await reader.get<SearchAnswer>(url);
      seen.push(...body.sample_ids);
      url = body.pagination.next_page_url;
    }
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(seen).toEqual(all);
    expect(await found('marimba bells', `&user_id=${user}&per_page=100`)).not.toEqual(all);
  });

  test('a sample is found by its newest text, and not any more when it goes away', async () => {
    const about = { id: 50, at: '2026-02-01T00:00:00.000Z' };
    await analyse(transport, postgres.database, [{ ...about, metadata: { ...trap, title: 'Sandstorm' } }]);
    expect(await found('sandstorm')).toEqual([50]);
    const later = { id: 50, at: '2026-02-02T00:00:00.000Z' };
    await analyse(transport, postgres.database, [{ ...later, metadata: { ...trap, title: 'Snowstorm' } }]);
    await eventually(async () => expect(await found('snowstorm')).toEqual([50]));
    expect(await found('sandstorm')).toEqual([]);
    await tellOfRemoval(transport, '50');
    await eventually(async () => expect(await found('snowstorm')).toEqual([]));
  });
});

describe('films', () => {
  beforeAll(async () => {
    await start('films');
    await analyse(
      transport,
      postgres.database,
      [
        { id: 'tt1', metadata: { title: 'It', genres: ['horror'], year: 1990 } },
        { id: 'tt2', metadata: { title: 'Amélie', genres: ['romance'], directors: ['Jean-Pierre Jeunet'] } },
        { id: 'tt3', metadata: { title: 'The Matrix', title_es: 'Matrix', overview_es: 'Un pirata informático' } },
        { id: 'tt4', metadata: { title: 'Arrival', genres: ['science fiction'], keywords: ['aliens', 'linguistics'] } },
      ].map((film) => ({ ...film, metadata: { genres: ['drama'], ...film.metadata } })),
    );
  });
  afterAll(stop);

  test.each([
    ['a title that is an article', 'it', ['tt1']],
    ['an accent', 'amelie', ['tt2']],
    ['a person', 'jeunet jean', ['tt2']],
    ['a Spanish text', 'piratas informaticos', ['tt3']],
    ['a keyword, misspelt', 'lingiustics', ['tt4']],
    ['a beginning', 'mat', ['tt3']],
  ])('are found by %s: %s', async (_, q, filmIds) => {
    expect(await found(q)).toEqual(filmIds);
  });
});
