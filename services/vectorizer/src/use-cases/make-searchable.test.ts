import { type DomainDefinition } from '@jophiel/domain';
import { openLogs, openMetrics, openTimings } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import { eventually, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyse, analysis, domain, someId, trap } from '../../test/given-samples.ts';
import { searchIndexOf } from '../core/search-index.ts';
import { makeAllSearchable } from './make-searchable.ts';

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect({ role: 'jophiel_vectorizer' });
});
afterAll(async () => postgres.remove());

/** The indexed words of a sample, each with the weights of its positions. */
async function wordsOf(sampleId: string): Promise<string | undefined> {
  const [row] = await database.query<{ words: string }>({
    text: 'SELECT words::text FROM sample_texts WHERE sample_id = $1',
    values: [sampleId],
  });
  return row?.words;
}

const finds = async (sampleId: string, query: string): Promise<boolean> => {
  const rows = await database.query({
    text: 'SELECT FROM sample_texts WHERE sample_id = $1 AND words @@ $2::tsquery',
    values: [sampleId, query],
  });
  return rows.length === 1;
};

async function startedWith(definition: DomainDefinition): Promise<void> {
  const logs = await openLogs({ service: 'test', level: 'error', rotateAtBytes: 1e6, keep: 1 });
  const logger = await logs.feature('test');
  const timings = openTimings(openMetrics('test'), logger);
  await makeAllSearchable(
    { database, index: searchIndexOf(definition), logger, timings },
    new AbortController().signal,
  );
}

describe('an analysis makes its sample searchable', () => {
  test('by the stems of the languages that the definition names, without accents, heavier in the title', async () => {
    const id = someId();
    const metadata = { ...trap, title: 'Canción oscura', tags: ['dark drums'], descripcion: 'Loud bells' };
    await analyse(database, analysis(id, metadata));
    expect(await finds(id, "'cancion':A & 'oscur':A & 'drum':B & 'bell':D")).toBe(true);
    expect(await finds(id, "'drum':A | 'bell':ABC | 'canción'")).toBe(false);
  });

  test('by the newest analysis alone', async () => {
    const id = someId();
    await analyse(database, analysis(id, { ...trap, title: 'Sunrise' }));
    await analyse(database, analysis(id, { ...trap, title: 'Moonlight' }, { minute: 1 }));
    await analyse(database, analysis(id, { ...trap, title: 'Yesterday' }, { minute: -1 }));
    expect([await finds(id, 'moonlight'), await finds(id, 'sunris | yesterday')]).toEqual([true, false]);
  });

  test('with any texts: emoji, quotes, megabytes, numbers instead of texts', async () => {
    const id = someId();
    const title = `It's "808" \\ 🎹 ${'word '.repeat(300_000)} ${'x'.repeat(5_000)}`;
    await analyse(database, analysis(id, { ...trap, title, tags: [7, null, ['nested'], "d'n'b"], descripcion: {} }));
    expect(await finds(id, '808 & b & word')).toBe(true);
  });

  test('and stores its words for the correction of misspelt ones', async () => {
    await analyse(database, analysis(someId(), { ...trap, title: 'Glockenspiel 123 ab', tags: ['Glockenspiel'] }));
    const words = await database.query({
      text: `SELECT word FROM sample_words WHERE word IN ('glockenspiel', '123', 'ab')`,
    });
    expect(words).toEqual([{ word: 'glockenspiel' }]);
  });
});

describe('at the start', () => {
  test('samples stored before search existed become searchable; searchable ones do not change', async () => {
    const [old, done] = [someId(), someId()];
    await analyse(database, analysis(old, { ...trap, title: 'Ancient' }), analysis(done, { ...trap, title: 'Done' }));
    await database.execute({ text: 'DELETE FROM sample_texts WHERE sample_id = $1', values: [old] });
    await database.execute({ text: `UPDATE sample_texts SET words = 'kept' WHERE sample_id = $1`, values: [done] });
    await startedWith(domain);
    expect(await finds(old, 'ancient')).toBe(true);
    expect(await wordsOf(done)).toBe("'kept'");
  });

  test('a sample locked by another transaction is made searchable after its commit, as committed', async () => {
    const [id, free] = [someId(), someId()];
    await analyse(database, analysis(id, { ...trap, title: 'Before' }), analysis(free, { ...trap, title: 'Free' }));
    await database.execute({ text: 'DELETE FROM sample_texts WHERE sample_id = ANY ($1)', values: [[id, free]] });
    let making = Promise.resolve();
    await database.transaction(async (transaction) => {
      await transaction.execute({
        text: `UPDATE sample_metadata SET metadata = metadata || '{"title": "After"}' WHERE sample_id = $1`,
        values: [id],
      });
      making = startedWith(domain);
      await eventually(async () => expect(await finds(free, 'free')).toBe(true));
      expect(await wordsOf(id)).toBeUndefined();
    });
    await making;
    expect([await finds(id, 'after'), await finds(id, 'before')]).toEqual([true, false]);
  });

  test('a changed search definition rebuilds all samples, in more than one batch', async () => {
    const ids = Array.from({ length: 1_100 }, () => someId());
    await analyse(database, ...ids.map((id) => analysis(id, { ...trap, title: `Number ${id}`, mood: 'Wistful' })));
    const search = { texts: [{ key: 'mood', weight: 'A' as const, languages: ['simple' as const] }] };
    await startedWith({ ...domain, search });
    const found = await database.query<{ sample_id: string }>({
      text: `SELECT sample_id FROM sample_texts WHERE words @@ 'wistful'`,
    });
    expect(new Set(found.map((row) => row.sample_id))).toEqual(new Set(ids));
    expect(await finds(ids[0]!, 'number')).toBe(false);
  });
});
