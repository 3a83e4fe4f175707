import type { Executor } from '@jophiel/postgres';

export interface EncodedWeights {
  readonly number: number;
  readonly weights: Buffer;
  readonly epoch: number;
}

/** Stores weights that differ from the stored ones. A row of a later lease stays. @returns how many changed */
export async function storeWeights(executor: Executor, columns: readonly EncodedWeights[]): Promise<number> {
  if (columns.length === 0) return 0;
  return executor.execute({
    name: 'store-weights',
    text: `UPDATE learned_weights AS learned
           SET weights = new.weights, epoch = new.epoch, learned_in = pg_current_xact_id()
           FROM unnest($1::int[], $2::bytea[], $3::bigint[]) AS new (number, weights, epoch)
           WHERE learned.number = new.number AND learned.epoch <= new.epoch
             AND learned.weights IS DISTINCT FROM new.weights`,
    values: [
      columns.map(({ number }) => number),
      columns.map(({ weights }) => weights),
      columns.map(({ epoch }) => epoch),
    ],
  });
}
