import { randomUUID } from 'node:crypto';
import type { Database } from '@jophiel/postgres';

/** What the platform and Jophiel both know, as rows. */
export interface Lists {
  readonly samples: readonly string[];
  readonly removed?: readonly string[];
  readonly announced?: readonly string[];
  readonly active?: readonly string[];
  readonly likes?: readonly (readonly [user: string, sample: string])[];
  readonly unliked?: readonly (readonly [user: string, sample: string])[];
  readonly follows?: readonly (readonly [user: string, creator: string])[];
}

/** Replaces all lists of a database; users who like or follow have a profile, as the profile service sees to. */
export async function storeLists(database: Database, lists: Lists): Promise<void> {
  const { samples, removed = [], announced = [], active = [], likes = [], unliked = [], follows = [] } = lists;
  const at = new Date('2026-03-01T12:00:00Z');
  const run = async (text: string, values: readonly unknown[] = []) => database.execute({ text, values });
  await run(
    `TRUNCATE sample_vectors, sample_metadata, announced_users, user_taste_profiles, user_signals, user_follows`,
  );
  const insertSamples = `INSERT INTO sample_vectors (sample_id, creator_id, published_at, revision, removed_at)
                         SELECT one, '7', $2, 1, $3 FROM unnest($1::text[]) AS one`;
  await run(insertSamples, [samples, at, null]);
  await run(insertSamples, [removed, at, at]);
  await run(`INSERT INTO announced_users SELECT one, $2 FROM unnest($1::text[]) AS one`, [announced, at]);
  const profiles = new Set([...active, ...[...likes, ...unliked, ...follows].map(([user]) => user)]);
  await run(
    `INSERT INTO user_taste_profiles (user_id, version, layout, half_lives, sums)
     SELECT one, 1, 'test', '{}', '{}' FROM unnest($1::text[]) AS one`,
    [[...profiles]],
  );
  await run(
    `INSERT INTO user_signals (user_id, sample_id, interaction, amount, at, event_id, pending)
     SELECT u, s, 'like', a, $4, $5, false FROM unnest($1::text[], $2::text[], $3::float8[]) AS one (u, s, a)`,
    [
      [...likes, ...unliked].map(([user]) => user),
      [...likes, ...unliked].map(([, sample]) => sample),
      [...likes.map(() => 1), ...unliked.map(() => 0)],
      at,
      randomUUID(),
    ],
  );
  await run(`INSERT INTO user_follows SELECT u, c, true, $3, $4 FROM unnest($1::text[], $2::text[]) AS one (u, c)`, [
    follows.map(([user]) => user),
    follows.map(([, creator]) => creator),
    at,
    randomUUID(),
  ]);
}
