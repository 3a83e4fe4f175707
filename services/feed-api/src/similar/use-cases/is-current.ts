import { type CachedLists, type Changed, isTouched } from '../core/cached-lists.ts';
import { loadSamples } from '../../shared/statements/load-samples.ts';
import type { SimilarContext } from './similar-context.ts';

/** Maximum clock difference of two processes, in ms. Changes up to this long before a list was made count as later. */
const CLOCKS_DIFFER = 2_000;

export interface CheckedAgainst {
  readonly own: ReadonlySet<string>;
  readonly isFiltered: boolean;
}

type Context = Pick<SimilarContext, 'database' | 'arms' | 'changes'>;

/** Whether no change since the lists were made affects them. A changed sample is read once and then kept. */
export async function isCurrent(
  { generatedAt, lists }: CachedLists,
  { own, isFiltered }: CheckedAgainst,
  context: Context,
): Promise<boolean> {
  const since = context.changes.since(generatedAt.getTime() - CLOCKS_DIFFER);
  if (since === undefined) return false;
  const others = since.filter(({ sampleId }) => !own.has(sampleId));
  const unread = others.filter(({ state }) => state === undefined);
  if (unread.length > 0) {
    const states = await changedSamples(
      unread.map((change) => change.sampleId),
      context,
    );
    for (const change of unread) change.state = states.get(change.sampleId) ?? incomparable(change.sampleId);
  }
  return !others.some(({ state }) => lists.some((list) => isTouched(list, state!, isFiltered)));
}

async function changedSamples(
  sampleIds: readonly string[],
  { database, arms }: Context,
): Promise<ReadonlyMap<string, Changed>> {
  const samples = await loadSamples(database, sampleIds);
  const layout = arms.control.options.layout.id;
  return new Map(
    samples.map((sample) => {
      const isComparable = sample.layout === layout && !sample.isRemoved && sample.duplicateOf === undefined;
      return [sample.sampleId, isComparable ? sample : incomparable(sample.sampleId)];
    }),
  );
}

const incomparable = (sampleId: string): Changed => ({ sampleId, vector: undefined });
