import { encodeWeights } from '@jophiel/learning';
import type { Database } from '@jophiel/postgres';
import { rangeOf } from '../core/ranges.ts';
import { heldLeases, type Lease } from '../statements/ranges.ts';
import { loadNeighbours } from '../statements/neighbours.ts';
import { type EncodedWeights, storeWeights } from '../statements/store-weights.ts';
import type { Knowledge } from './knowledge.ts';
import type { Pauses } from './pauses.ts';

export interface Solving {
  readonly database: Database;
  readonly knowledge: Knowledge;
  readonly pauses: Pauses;
  readonly holder: string;
  readonly now: () => Date;
}

const noNeighbours = new Uint32Array(0);

/**
 * Solves the regressions of items and stores the weights that changed, if the leases still hold then.
 * @param leases those of the items' ranges
 * @returns how many changed
 */
export async function solveItems(
  { database, knowledge, pauses, holder, now }: Solving,
  items: readonly number[],
  leases: readonly Lease[],
): Promise<number> {
  const neighbours = await loadNeighbours(database, items);
  const epochs = new Map(leases.map(({ range, epoch }) => [range, epoch]));
  const columns: EncodedWeights[] = [];
  for (const item of items) {
    const weights = encodeWeights(knowledge.learner.solve(item, neighbours.get(item) ?? noNeighbours));
    columns.push({ number: item, weights, epoch: epochs.get(rangeOf(item))! });
    await pauses.whenDue();
  }
  return database.transaction(async (transaction) => {
    const held = await heldLeases(transaction, holder, leases);
    return storeWeights(
      transaction,
      columns.filter(({ number }) => held.has(rangeOf(number))),
      now(),
    );
  });
}
