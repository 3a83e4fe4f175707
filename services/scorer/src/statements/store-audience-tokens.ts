import { type Executor, ofAnyLength } from '@jophiel/postgres';

export interface AudienceTokens {
  readonly userId: string;
  readonly tokens: readonly { readonly name: string; readonly pull: number }[];
}

/** Pulls are stored in steps, so that a small change of taste changes no rows. */
const STEPS_PER_UNIT = 20;

/**
 * Replaces the tokens of users and writes only the rows that differ. The caller must hold the locks of these users'
 * feeds: two concurrent writers would mix their tokens.
 */
export async function storeAudienceTokens(transaction: Executor, users: readonly AudienceTokens[]): Promise<void> {
  if (users.length === 0) return;
  const rows = users.flatMap(({ userId, tokens }) =>
    tokens.map(({ name, pull }) => ({ userId, name, pull: Math.round(pull * STEPS_PER_UNIT) / STEPS_PER_UNIT })),
  );
  await transaction.execute({
    name: 'store-audience-tokens',
    text: `WITH wanted AS (
             SELECT * FROM unnest(${ofAnyLength('$2')}, ${ofAnyLength('$3')}, $4::float8[]) AS wanted (user_id, token, pull)
           ), gone AS (
             DELETE FROM audience_tokens AS stored WHERE user_id = ANY (${ofAnyLength('$1')})
               AND NOT EXISTS (SELECT FROM wanted WHERE wanted.user_id = stored.user_id AND wanted.token = stored.token)
           )
           INSERT INTO audience_tokens AS stored (user_id, token, pull) SELECT user_id, token, pull FROM wanted
           ON CONFLICT (user_id, token) DO UPDATE SET pull = excluded.pull WHERE stored.pull <> excluded.pull`,
    values: [
      users.map(({ userId }) => userId),
      rows.map(({ userId }) => userId),
      rows.map(({ name }) => name),
      rows.map(({ pull }) => pull),
    ],
  });
}
