import { randomFrom } from '@jophiel/generator';
import type { RunningStack } from '../../stack/running-stack.ts';

/** What each route is asked for, in turn: other users and samples each time, as a platform's visitors do. */
export async function routesOf(
  stack: RunningStack,
  { samples }: { readonly samples: number },
): Promise<Record<string, () => string>> {
  const random = randomFrom(7);
  const users = await column(
    stack,
    `SELECT user_id AS id FROM jophiel.user_feed_recommendations JOIN jophiel.user_taste_profiles USING (user_id)
     WHERE taste IS NOT NULL ORDER BY user_id LIMIT 1000`,
  );
  const boards = await column(
    stack,
    `SELECT collection_id AS id FROM jophiel.user_signals WHERE collection_id <> '' AND amount > 0
     GROUP BY collection_id ORDER BY count(*) DESC, collection_id LIMIT 200`,
  );
  const user = () => random.pick(users);
  const sample = () => random.below(samples) + 1;
  const known = Array.from({ length: 20 }, sample);
  for (const id of known) await (await fetch(`${stack.services['feed-api']}/v1/samples/${id}/similar?limit=20`)).text();
  const words = ['trap', 'dark', 'lofi', 'house', 'piano', 'ambi', 'melancolica', 'guitarra'];
  const base = stack.services['feed-api'];
  return {
    feed: () => `${base}/v1/feed/${user()}?per_page=10`,
    'feed points': () => `${base}/v1/feed/points/${user()}?per_page=20`,
    'feed by cursor': () => `${base}/v1/feed/${user()}?limit=20`,
    'feed explained': () => `${base}/v1/feed/points/${user()}?per_page=20&explain=1`,
    why: () => `${base}/v1/feed/${user()}/why/${sample()}`,
    taste: () => `${base}/v1/taste/${user()}`,
    'similar, asked before': () => `${base}/v1/samples/${random.pick(known)}/similar?limit=20`,
    'similar, new': () => `${base}/v1/samples/${sample()}/similar?limit=20`,
    'ideas for a board': () => `${base}/v1/boards/${random.pick(boards)}/ideas?limit=20`,
    search: () => `${base}/v1/search?q=${random.pick(words)}&user_id=${user()}`,
    'checksum of samples': () => `${base}/v1/samples/checksum`,
  };
}

async function column(stack: RunningStack, text: string): Promise<string[]> {
  const rows = await stack.database.query<{ id: string }>({ text });
  return rows.map(({ id }) => id);
}
