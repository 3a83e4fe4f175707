import { isAnalysed, type Sample } from './sample.ts';

/**
 * When an original is removed, the earliest of its duplicates, its heir, takes its place; the others become duplicates
 * of the heir. So does the original, so that later copies find the heir. A removed duplicate needs no heir: its own
 * original still exists.
 */

export interface Lineage {
  /** The last in the chain of removed samples, each a duplicate of the next: all with this end share one heir. */
  readonly end: string;
  /** The sample that the last one is a duplicate of, when that one is not removed. */
  readonly survivor?: string;
}

/** @param removed by id; includes the sample itself */
export function lineageOf(sampleId: string, removed: ReadonlyMap<string, Sample>): Lineage {
  const seen = new Set([sampleId]);
  let end = sampleId;
  for (;;) {
    const next = removed.get(end)?.duplicateOf;
    if (next === undefined || seen.has(next)) return { end };
    if (!removed.has(next)) return { end, survivor: next };
    seen.add(next);
    end = next;
  }
}

/** @param duplicates of removed samples @returns by the end of the lineage, where no sample survives */
export function heirsOf(
  duplicates: readonly Sample[],
  removed: ReadonlyMap<string, Sample>,
): ReadonlyMap<string, Sample> {
  const heirs = new Map<string, Sample>();
  for (const duplicate of duplicates.filter((each) => each.removedAt === undefined && isAnalysed(each))) {
    const { end, survivor } = lineageOf(duplicate.duplicateOf!, removed);
    const heir = heirs.get(end);
    if (survivor === undefined && (heir === undefined || duplicate.publishedAt < heir.publishedAt))
      heirs.set(end, duplicate);
  }
  return heirs;
}

/** The sample as a duplicate of its successor; without one, or as its own, it is an original. */
export function succeed(sample: Sample, successor: string | undefined): Sample {
  const { duplicateOf: _, ...own } = sample;
  return successor === undefined || successor === sample.sampleId ? own : { ...own, duplicateOf: successor };
}

/** A copy of a removed original joins the heir, or becomes it. @returns the sample, and the original if it changed */
export function inherit(sample: Sample, original: Sample | undefined): Sample[] {
  if (original?.removedAt === undefined || sample.removedAt !== undefined) return [sample];
  const heir = original.duplicateOf ?? sample.sampleId;
  return original.duplicateOf === undefined
    ? [succeed(sample, heir), { ...original, duplicateOf: heir }]
    : [succeed(sample, heir)];
}
