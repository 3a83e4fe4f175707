import type { Executor } from '@jophiel/postgres';
import type { RecentChanges } from '../../core/similar/recent-changes.ts';
import { type Changed, isTouched, type SimilarList } from '../../core/similar/similar-list.ts';
import type { Seed } from '../../statements/similar/load-seed.ts';
import { loadSamples } from '../../statements/why/load-samples.ts';

/** By how much the clocks of two processes may differ, in ms: so much earlier the changes begin that a list is held against. */
const CLOCKS_DIFFER = 2_000;

/** Whether nothing that happened since a list was made changes it. */
export type IsCurrent = (list: SimilarList, seed: Seed, isFiltered: boolean) => Promise<boolean>;

/** Reads samples that changed when a first list is held against them; most of the time nothing is read. */
export function changesChecker(database: Executor, layout: string, changes: RecentChanges<Changed>): IsCurrent {
  return async (list, { sampleId, duplicateOf, vector }, isFiltered) => {
    const since = changes.since(list.generatedAt.getTime() - CLOCKS_DIFFER);
    if (since === undefined) return false;
    // Itself is in no list of its own; in another revision it has another list.
    const others = since.filter((change) => change.sampleId !== sampleId && change.sampleId !== duplicateOf);
    const unread = others.filter(({ state }) => state === undefined);
    if (unread.length > 0) {
      const states = await changedSamples(unread.map((change) => change.sampleId));
      for (const change of unread) change.state = states.get(change.sampleId) ?? gone(change.sampleId);
    }
    return !others.some(({ state }) => isTouched(list, { seed: vector, isFiltered }, state!));
  };

  async function changedSamples(sampleIds: readonly string[]): Promise<ReadonlyMap<string, Changed>> {
    const samples = await loadSamples(database, sampleIds);
    return new Map(
      samples.map((sample) => {
        const isComparable = sample.layout === layout && !sample.isRemoved && sample.duplicateOf === undefined;
        return [sample.sampleId, isComparable ? sample : gone(sample.sampleId)];
      }),
    );
  }
}

const gone = (sampleId: string): Changed => ({ sampleId, vector: undefined });
