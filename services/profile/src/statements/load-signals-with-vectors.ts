import type { Executor } from '@jophiel/postgres';
import type { SignalWithVector } from '@jophiel/taste';
import { decodeVector } from '@jophiel/vectors';
import { signalOf } from './load-signals.ts';

export async function loadSignalsWithVectors(
  transaction: Executor,
  userIds: readonly string[],
  { layout, counting }: { readonly layout: string; readonly counting: readonly string[] },
): Promise<Map<string, SignalWithVector[]>> {
  const rows = await transaction.query<Parameters<typeof signalOf>[0] & { vector: Buffer }>({
    name: 'load-signals-with-vectors',
    text: `SELECT user_id, sample_id, interaction, collection_id, amount, at, event_id, vector
           FROM user_signals JOIN sample_vectors USING (sample_id)
           WHERE user_id = ANY ($1) AND amount > 0 AND vector IS NOT NULL AND layout = $2
             AND interaction = ANY ($3)`,
    values: [userIds, layout, counting],
  });
  const byUser = new Map<string, SignalWithVector[]>(userIds.map((userId) => [userId, []]));
  for (const row of rows) byUser.get(row.user_id)!.push({ signal: signalOf(row), vector: decodeVector(row.vector) });
  return byUser;
}
