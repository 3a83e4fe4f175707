import { loadLiked, loadListeners } from '@jophiel/candidates';
import { asScorer } from '@jophiel/candidates/given-catalogue';
import type { Executor } from '@jophiel/postgres';
import { scoringOptionsOf } from '@jophiel/scoring';
import { type GivenPostgres, givenPostgres, statementOf } from '@jophiel/testing';
import { loadDefinition } from '@jophiel/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFeedVersions } from './load-feed-versions.ts';
import { loadShown } from './load-shown.ts';

const options = scoringOptionsOf(loadDefinition('audio'));
let postgres: GivenPostgres;

beforeAll(async () => {
  postgres = await givenPostgres();
});
afterAll(async () => postgres.remove());

test.for([
  ['feeds', async (executor: Executor) => loadFeedVersions(executor, ['1'])],
  ['users', async (executor: Executor) => loadListeners(executor, ['1'], options)],
  ['liked samples', async (executor: Executor) => loadLiked(executor, ['1'], options, 300)],
  ['shown samples', async (executor: Executor) => loadShown(executor, ['1'], options.exposures!, new Date())],
] as const)('a cached plan made on empty tables reads by index: %s', async ([name, read]) => {
  const { serverSettings } = asScorer;
  const kept = postgres.connect({ serverSettings: { ...serverSettings, plan_cache_mode: 'force_generic_plan' } });
  const { text, values } = await statementOf(read);
  const plan = await kept.transaction(async (transaction) => {
    await transaction.execute({ text: `PREPARE "${name}" AS ${text}` });
    const lines = await transaction.query<{ 'QUERY PLAN': string }>({
      text: `EXPLAIN EXECUTE "${name}"(${values!.map(() => 'NULL').join(', ')})`,
    });
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  });
  const looks = plan.match(/Scan (using \S+ )?on (user|sample)_/g)!;
  const keys = plan.match(/(Index|Recheck) Cond: .*(user|sample)_id = /g) ?? [];
  expect(keys, plan).toHaveLength(looks.length);
});
