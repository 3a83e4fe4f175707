import { type DomainDefinition, signalTraits } from '@jophiel/domain';
import { decaySql, type Executor } from '@jophiel/postgres';
import { decodeVector } from '@jophiel/vectors';
import type { Signal } from '../core/signal.ts';

/** The largest signals describe a taste well enough. */
const MAX_SIGNALS = 2_000;

/** The largest weight first. @param at epoch ms of the weights */
export async function loadSignals(
  executor: Executor,
  { userId, layout, at }: { readonly userId: string; readonly layout: string; readonly at: number },
  domain: DomainDefinition,
): Promise<Signal[]> {
  const counting = signalTraits(domain);
  const tastes = [...counting.values()];
  const rows = await executor.query<{
    sample_id: string;
    interaction: string;
    at: Date;
    weight: number;
    vector: Buffer;
    features: Record<string, number>;
  }>({
    name: 'load-signals-of-taste',
    text: `SELECT sample_id, interaction, at, weight, vector, features FROM (
             SELECT sample_id, interaction, at, amount * meaning.weight * ${decaySql('at', '$5::timestamptz', 'half_life')} AS weight
             FROM user_signals
             JOIN unnest($2::text[], $3::float8[], $4::float8[]) AS meaning (interaction, weight, half_life) USING (interaction)
             WHERE user_id = $1 AND amount > 0
           ) AS signal JOIN sample_vectors USING (sample_id)
           WHERE vector IS NOT NULL AND layout = $6
           ORDER BY abs(weight) DESC, at DESC, sample_id, interaction LIMIT ${MAX_SIGNALS}`,
    values: [
      userId,
      [...counting.keys()],
      tastes.map(({ weight }) => weight),
      tastes.map(({ halfLifeDays }) => halfLifeDays),
      new Date(at),
      layout,
    ],
  });
  return rows.map((row) => ({
    sampleId: row.sample_id,
    interaction: row.interaction,
    at: row.at.getTime(),
    weight: row.weight,
    vector: decodeVector(row.vector),
    tokens: Object.keys(row.features),
  }));
}
