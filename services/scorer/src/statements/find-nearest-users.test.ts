import type { Database, Statement } from '@jophiel/postgres';
import { type GivenPostgres, givenPostgres } from '@jophiel/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asScorer } from '@jophiel/candidates/given-catalogue';
import { findNearestUsers } from './find-nearest-users.ts';

let postgres: GivenPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await givenPostgres();
  database = postgres.connect(asScorer);
});
afterAll(async () => postgres.remove());

test("the nearest users have the largest sum of pulls over the item's tokens", async () => {
  await database.execute({
    text: `INSERT INTO audience_tokens VALUES
             ('both', 'a', 0.5), ('both', 'b', 0.4), ('much', 'a', 0.8), ('little', 'b', 0.1), ('other', 'c', 1)`,
  });
  const nearest = async (tokens: Record<string, number>, limit: number) =>
    (await findNearestUsers(database, [{ sampleId: 's', tokens }], limit)).map(({ userId }) => userId);
  expect(await nearest({ a: 1, b: 1 }, 3)).toEqual(['both', 'much', 'little']);
  expect(await nearest({ a: 1, b: 0.5 }, 2)).toEqual(['much', 'both']);
  expect(await nearest({}, 3)).toEqual([]);
});

test('the search reads a bounded part of the index, for any number of users', async () => {
  await database.execute({
    text: `INSERT INTO audience_tokens SELECT 'many' || number, 'genre:crowded', random() FROM generate_series(1, 20000) AS number`,
  });
  await postgres.database.execute({ text: 'ANALYZE audience_tokens' });
  const reads: PlanNode[] = [];
  const explaining = {
    ...database,
    query: async ({ text, values = [] }: Statement) => {
      const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>({
        text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
        values,
      });
      reads.push(...nodesOf(row!['QUERY PLAN'][0].Plan).filter((node) => node['Relation Name'] === 'audience_tokens'));
      return [];
    },
  };
  await findNearestUsers(explaining, [{ sampleId: 's', tokens: { 'genre:crowded': 1 } }], 500);
  expect(reads.map((node) => [node['Index Name'], node['Actual Rows']])).toEqual([
    ['audience_tokens_token_pull_idx', 500],
  ]);
});

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly Plans?: readonly PlanNode[];
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}
