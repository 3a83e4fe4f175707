import type { Database } from '@jophiel/postgres';

/** The number of feeds that the batch stores in one transaction. */
const AT_ONCE = 256;

interface Row extends Record<string, unknown> {
  readonly user_id: string;
  readonly sample_ids: string;
  readonly scores: string;
  readonly score_final: string;
  readonly diversity: string;
}

/** The floor of storing feeds: copies the stored ones into a table of the same form. @returns feeds per second */
export async function storeBareFeeds(database: Database): Promise<number> {
  const feeds = await database.query<Row>({
    text: `SELECT user_id, sample_ids::text, scores::text, score_final::text, diversity::text
           FROM user_feed_recommendations`,
  });
  await database.execute({ text: 'CREATE TABLE bench_feeds (LIKE user_feed_recommendations INCLUDING ALL)' });
  const startedAt = performance.now();
  for (let from = 0; from < feeds.length; from += AT_ONCE) {
    const some = feeds.slice(from, from + AT_ONCE);
    await database.execute({
      name: 'bench-feeds',
      text: `INSERT INTO bench_feeds (user_id, version, profile_version, layout, generated_at, sample_ids, scores,
               score_final, diversity)
             SELECT user_id, 1, 1, 'bench', now(), sample_ids::text[], scores::float8[], score_final::float8[],
               diversity::float8[]
             FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
               AS feed (user_id, sample_ids, scores, score_final, diversity)`,
      values: [
        some.map(({ user_id }) => user_id),
        some.map(({ sample_ids }) => sample_ids),
        some.map(({ scores }) => scores),
        some.map(({ score_final }) => score_final),
        some.map(({ diversity }) => diversity),
      ],
    });
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  await database.execute({ text: 'DROP TABLE bench_feeds' });
  return feeds.length / seconds;
}
