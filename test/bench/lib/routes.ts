import { fetchWithKey } from '@jophiel/local';
import { randomFrom } from '@jophiel/generator';
import type { RunningStack } from '../../stack/running-stack.ts';

/** More than one run of a route reads. */
const NEW_BOARDS = 20_000;

/** The requests of each route: different users and samples, as visitors of a platform make them. */
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
  const newBoards = (await putUpBoards(stack, users)).values();
  const user = () => random.pick(users);
  const sample = () => random.below(samples) + 1;
  const known = Array.from({ length: 20 }, sample);
  const base = stack.services['feed-api'];
  const askedBefore = [
    ...known.map((id) => `${base}/v1/samples/${id}/similar?limit=20`),
    ...boards.slice(0, 20).map((id) => `${base}/v1/boards/${id}/ideas?limit=20`),
  ];
  for (const url of askedBefore) await (await fetchWithKey(url)).text();
  const words = ['trap', 'dark', 'lofi', 'house', 'piano', 'ambi', 'melancolica', 'guitarra'];
  return {
    feed: () => `${base}/v1/feed/${user()}?per_page=10`,
    'feed points': () => `${base}/v1/feed/points/${user()}?per_page=20`,
    'feed by cursor': () => `${base}/v1/feed/${user()}?limit=20`,
    'feed explained': () => `${base}/v1/feed/points/${user()}?per_page=20&explain=1`,
    why: () => `${base}/v1/feed/${user()}/why/${sample()}`,
    taste: () => `${base}/v1/taste/${user()}`,
    'similar, asked before': () => `${base}/v1/samples/${random.pick(known)}/similar?limit=20`,
    'similar, new': () => `${base}/v1/samples/${sample()}/similar?limit=20`,
    'ideas, asked before': () => `${base}/v1/boards/${random.pick(boards.slice(0, 20))}/ideas?limit=20`,
    'ideas, new': () => `${base}/v1/boards/${next(newBoards)}/ideas?limit=20`,
    'ideas, for a user': () => `${base}/v1/boards/${random.pick(boards.slice(0, 20))}/ideas?limit=20&user_id=${user()}`,
    search: () => `${base}/v1/search?q=${random.pick(words)}&user_id=${user()}`,
    'checksum of samples': () => `${base}/v1/samples/checksum`,
  };
}

/** Boards of ten similar samples, from the feed of one user; no two boards are equal. */
async function putUpBoards(stack: RunningStack, users: readonly string[]): Promise<string[]> {
  await stack.database.execute({
    text: `INSERT INTO jophiel.user_signals (user_id, sample_id, interaction, collection_id, amount, at, event_id, pending)
           SELECT 'bench', item.sample_id, 'add_to_board', (900000000 + board)::text, 1, now(), gen_random_uuid(), false
           FROM generate_series(1, $2::int) AS board
           JOIN jophiel.user_feed_recommendations AS feed
             ON feed.user_id = ($1::text[])[1 + board % cardinality($1::text[])]
           CROSS JOIN LATERAL (
             SELECT sample_id FROM unnest(feed.sample_ids) AS sample_id ORDER BY md5(sample_id || board) LIMIT 10
           ) AS item`,
    values: [users, NEW_BOARDS],
  });
  await stack.database.execute({ text: 'ANALYZE jophiel.user_signals' });
  return Array.from({ length: NEW_BOARDS }, (_, index) => String(900_000_001 + index));
}

/** @throws Error after the last one, because a repeated one is not new */
function next(ids: Iterator<string>): string {
  const { value, done } = ids.next();
  if (done === true) throw new Error(`All ${NEW_BOARDS} new boards were asked for; put up more of them.`);
  return value;
}

async function column(stack: RunningStack, text: string): Promise<string[]> {
  const rows = await stack.database.query<{ id: string }>({ text });
  return rows.map(({ id }) => id);
}
