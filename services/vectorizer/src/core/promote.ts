import { hasVector, type Sample } from './sample.ts';

/*
 * When an original goes away its recording does not: the earliest of its duplicates, its heir, takes its place, and the
 * others become duplicates of that one. So does the original itself, by which a copy that comes later finds the heir.
 * What goes away may be a duplicate too: then its own original is still there, and nobody has to inherit.
 */

/** What is left of a recording when samples of it are gone. */
export interface Lineage {
  /** The last of the gone ones, each of which is a duplicate of the next: all who end here share one heir. */
  readonly end: string;
  /** The sample that the last one is a duplicate of, and that is not gone. */
  readonly survivor?: string;
}

/** @param gone among others the sample itself, by id */
export function lineageOf(sampleId: string, gone: ReadonlyMap<string, Sample>): Lineage {
  const seen = new Set([sampleId]);
  let end = sampleId;
  for (;;) {
    const next = gone.get(end)?.duplicateOf;
    if (next === undefined || seen.has(next)) return { end };
    if (!gone.has(next)) return { end, survivor: next };
    seen.add(next);
    end = next;
  }
}

/** @param duplicates of samples that are gone @returns by the end of the lineage, where nothing survives */
export function heirsOf(duplicates: readonly Sample[], gone: ReadonlyMap<string, Sample>): ReadonlyMap<string, Sample> {
  const heirs = new Map<string, Sample>();
  for (const duplicate of duplicates.filter((each) => each.removedAt === undefined && hasVector(each))) {
    const { end, survivor } = lineageOf(duplicate.duplicateOf!, gone);
    const heir = heirs.get(end);
    if (survivor === undefined && (heir === undefined || duplicate.publishedAt < heir.publishedAt))
      heirs.set(end, duplicate);
  }
  return heirs;
}

/** A sample once it is a duplicate of its successor; without one, or as its own, it stands for itself. */
export function succeed(sample: Sample, successor: string | undefined): Sample {
  const { duplicateOf: _, ...own } = sample;
  return successor === undefined || successor === sample.sampleId ? own : { ...own, duplicateOf: successor };
}

/**
 * A sample that names an original: when that is gone already, the sample is a duplicate of the heir, or the heir.
 * @returns the sample, and the original where it is changed by this
 */
export function inherit(sample: Sample, original: Sample | undefined): Sample[] {
  if (original?.removedAt === undefined || sample.removedAt !== undefined) return [sample];
  const heir = original.duplicateOf ?? sample.sampleId;
  return original.duplicateOf === undefined
    ? [succeed(sample, heir), { ...original, duplicateOf: heir }]
    : [succeed(sample, heir)];
}
