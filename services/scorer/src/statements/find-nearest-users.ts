import type { Executor } from '@jophiel/postgres';
import type { Offer } from '../core/plan-offers.ts';

/** Tokens of an item: name → cosine of the token's vector with the item's, from 0 to 1. */
export type TokenShares = Readonly<Record<string, number>>;

/**
 * For each item, up to `limit` users whom its tokens pull most. Reads only the `limit` strongest users of each token,
 * so that the cost of an item does not grow with the number of users.
 */
export async function findNearestUsers(
  executor: Executor,
  items: readonly { readonly sampleId: string; readonly tokens: TokenShares }[],
  limit: number,
): Promise<Offer[]> {
  const carried = items.flatMap(({ sampleId, tokens }) =>
    Object.entries(tokens).map(([name, share]) => ({ sampleId, name, share })),
  );
  const rows = await executor.query<{ sample_id: string; user_id: string }>({
    name: 'find-nearest-users',
    // Item by item: ordering all pairs of item and user at once costs five times as much.
    text: `SELECT item.sample_id, nearest.user_id FROM unnest($1::text[]) AS item (sample_id)
           CROSS JOIN LATERAL (
             SELECT pulled.user_id FROM unnest($2::text[], $3::text[], $4::float8[]) AS carried (sample_id, token, share)
             CROSS JOIN LATERAL (
               SELECT user_id, pull FROM audience_tokens WHERE token = carried.token ORDER BY pull DESC LIMIT $5
             ) AS pulled
             WHERE carried.sample_id = item.sample_id
             GROUP BY pulled.user_id ORDER BY sum(share * pull) DESC, pulled.user_id LIMIT $5
           ) AS nearest`,
    values: [
      items.map(({ sampleId }) => sampleId),
      carried.map(({ sampleId }) => sampleId),
      carried.map(({ name }) => name),
      carried.map(({ share }) => share),
      limit,
    ],
  });
  return rows.map((row) => ({ sampleId: row.sample_id, userId: row.user_id }));
}
