import type { RunningService } from '@jophiel/service';
import { givenEnvironment, type GivenNats, givenNats, type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startVectorizer } from '../../app.ts';

let postgres: GivenPostgres;
let nats: GivenNats;
let vectorizer: RunningService;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
  await postgres.database.execute({
    text: `INSERT INTO feature_terms (feature, term, label, known, samples) VALUES
             ('genre', 'trap', 'trap', true, 9007199254740991), ('genre', 'wonky', 'Wonky', false, 3),
             ('tags', 'rainy', 'rainy', true, 3), ('emotion', 'eerie', 'eerie', false, 1), ('genre', 'unused', 'unused', true, 0)`,
  });
  vectorizer = await startVectorizer(givenEnvironment({ postgres, nats }));
});
afterAll(async () => {
  await vectorizer?.stop();
  await Promise.all([postgres.remove(), nats.remove()]);
});

async function get(query = '') {
  const response = await fetch(`${vectorizer.url}/v1/terms${query}`);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: (await response.json()) as { terms: { label: string }[]; faults: { path: string; problem: string }[] },
  };
}
const labels = async (query?: string) => (await get(query)).body.terms.map(({ label }) => label);

test('lists the terms of the catalogue by frequency, and excludes terms without samples', async () => {
  const { status, body } = await get();
  expect(status).toBe(200);
  expect(body.terms).toEqual([
    { feature: 'genre', term: 'trap', label: 'trap', known: true, samples: 9007199254740991 },
    { feature: 'genre', term: 'wonky', label: 'Wonky', known: false, samples: 3 },
    { feature: 'tags', term: 'rainy', label: 'rainy', known: true, samples: 3 },
    { feature: 'emotion', term: 'eerie', label: 'eerie', known: false, samples: 1 },
  ]);
});

test.each([
  ['?known=false', ['Wonky', 'eerie']],
  ['?known=true', ['trap', 'rainy']],
  ['?feature=genre', ['trap', 'Wonky']],
  ['?feature=genre&known=false', ['Wonky']],
  ['?feature=nothing', []],
  ['?limit=2', ['trap', 'Wonky']],
  ['?limit=10000', ['trap', 'Wonky', 'rainy', 'eerie']],
  ['?something=else', ['trap', 'Wonky', 'rainy', 'eerie']],
])('%s', async (query, expected) => {
  expect(await labels(query)).toEqual(expected);
});

describe('an invalid query is refused with its path', () => {
  test.each([
    ['?limit=0', '/query/limit'],
    ['?limit=10001', '/query/limit'],
    ['?limit=ten', '/query/limit'],
    ['?limit=1.5', '/query/limit'],
    ['?limit=', '/query/limit'],
    ['?limit=1&limit=2', '/query/limit'],
    ['?known=perhaps', '/query/known'],
    [`?feature=${'x'.repeat(101)}`, '/query/feature'],
  ])('%s', async (query, path) => {
    const { status, type, body } = await get(query);
    expect(status).toBe(400);
    expect(type).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ code: 'BODY_INVALID', faults: [{ path }] });
  });
});
