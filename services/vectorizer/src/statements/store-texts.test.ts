import { loadDefinition } from '@jophiel/domain';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { searchIndexOf } from '../core/search-index.ts';
import { storeTexts } from './store-texts.ts';

let postgres: GivenPostgres;
beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => postgres.remove());

test('a definition that names neither texts nor titles stores samples that no search finds', async () => {
  const { search: _, ...silent } = loadDefinition('audio');
  const index = searchIndexOf({ ...silent, item: { titleKeys: [] } });
  const database = postgres.connect({ role: 'jophiel_vectorizer' });
  await database.transaction(async (transaction) => {
    await transaction.execute({
      text: `INSERT INTO sample_metadata (sample_id, metadata, analyzed_at, event_id) VALUES ('1', '{}', now(), gen_random_uuid())`,
    });
    await storeTexts(transaction, [{ sampleId: '1', metadata: { title: 'Dark 808' } }], index);
  });
  const rows = await database.query<{ words: string }>({ text: 'SELECT words::text FROM sample_texts' });
  expect(rows).toEqual([{ words: '' }]);
});
