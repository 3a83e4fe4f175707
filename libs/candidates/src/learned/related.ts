import { decodeWeights } from '@jophiel/learning';
import type { Executor } from '@jophiel/postgres';
import { loadColumns, loadSampleIds } from '../postgres/statements/load-columns.ts';

/** Many more than an answer has: those at the end get little. */
const MAX_RELATED = 500;

/**
 * The items about which some members say most, the most first. Whom the weights of a member name is nearly whom it speaks
 * for: both stand in each other's neighbourhood. So this reads a row a member, and what they say exactly is read by
 * `sumsOver`.
 */
export async function relatedTo(executor: Executor, members: readonly string[]): Promise<string[]> {
  const columns = await loadColumns(executor, members, []);
  const sums = new Map<number, number>();
  for (const { weights } of columns.values()) {
    if (weights === undefined) continue;
    const { numbers, values } = decodeWeights(weights);
    numbers.forEach((number, index) => sums.set(number, (sums.get(number) ?? 0) + values[index]!));
  }
  const most = [...sums].sort(([a, one], [b, other]) => other - one || a - b).slice(0, MAX_RELATED);
  return loadSampleIds(
    executor,
    most.map(([number]) => number),
  );
}

/** What members say about some items: `Σ w` over the members, by item; an item that nothing is known of is missing. */
export async function sumsOver(
  executor: Executor,
  members: readonly string[],
  sampleIds: readonly string[],
): Promise<Map<string, number>> {
  const columns = await loadColumns(executor, sampleIds, members);
  const speakers = new Set(members.flatMap((member) => columns.get(member)?.number ?? []));
  const sums = new Map<string, number>();
  for (const sampleId of sampleIds) {
    const weights = columns.get(sampleId)?.weights;
    if (weights === undefined) continue;
    const { numbers, values } = decodeWeights(weights);
    sums.set(
      sampleId,
      numbers.reduce((sum, number, index) => (speakers.has(number) ? sum + values[index]! : sum), 0),
    );
  }
  return sums;
}
