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
}

export interface Solved {
  readonly changed: number;
  /** Items whose lease was gone at the store, so that nothing was stored. */
  readonly unheld: readonly number[];
}

const noNeighbours = new Uint32Array(0);

/**
 * Solves the regressions of items and stores the weights that changed, if the leases still hold then.
 * @param leases those of the items' ranges
 */
export async function solveItems(
  { database, knowledge, pauses, holder }: Solving,
  items: readonly number[],
  leases: readonly Lease[],
): Promise<Solved> {
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
    const { own = [], gone = [] } = Object.groupBy(columns, ({ number }) =>
      held.has(rangeOf(number)) ? 'own' : 'gone',
    );
    const changed = await storeWeights(transaction, own);
    return { changed, unheld: gone.map(({ number }) => number) };
  });
}
