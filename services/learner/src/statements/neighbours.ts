import { decodeNumbers, encodeNumbers } from '@jophiel/learning';
import type { Executor } from '@jophiel/postgres';

export interface FoundNeighbours {
  readonly number: number;
  readonly revision: number;
  /** How many samples were searched. */
  readonly among: number;
  readonly neighbours: Uint32Array;
}

export async function storeNeighbours(executor: Executor, found: readonly FoundNeighbours[]): Promise<void> {
  if (found.length === 0) return;
  await executor.execute({
    name: 'store-neighbours',
    text: `UPDATE learned_weights AS learned SET neighbours = new.neighbours, neighbours_of = new.revision, neighbours_among = new.among
           FROM unnest($1::int[], $2::int[], $3::bytea[], $4::int[]) AS new (number, revision, neighbours, among)
           WHERE learned.number = new.number`,
    values: [
      found.map(({ number }) => number),
      found.map(({ revision }) => revision),
      found.map(({ neighbours }) => encodeNumbers(neighbours)),
      found.map(({ among }) => among),
    ],
  });
}

/** By number; absent of a sample without a vector. */
export async function loadNeighbours(
  executor: Executor,
  numbers: readonly number[],
): Promise<Map<number, Uint32Array>> {
  const rows = await executor.query<{ number: number; neighbours: Buffer }>({
    name: 'load-neighbours',
    text: 'SELECT number, neighbours FROM learned_weights WHERE number = ANY ($1) AND neighbours IS NOT NULL',
    values: [numbers],
  });
  return new Map(rows.map(({ number, neighbours }) => [number, decodeNumbers(neighbours)]));
}
