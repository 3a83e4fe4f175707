import type { Sample } from './sample.ts';

/*
 * When an original goes away its recording does not: the earliest of its duplicates, its heir, takes its place, and the
 * others become duplicates of that one. So does the original itself, by which a copy that comes later finds the heir.
 */

/** @param duplicates of any originals that go away, each naming its own @returns by original */
export function heirsOf(duplicates: readonly Sample[]): ReadonlyMap<string, Sample> {
  const heirs = new Map<string, Sample>();
  for (const duplicate of duplicates.filter(({ removedAt }) => removedAt === undefined)) {
    const heir = heirs.get(duplicate.duplicateOf!);
    if (heir === undefined || duplicate.publishedAt < heir.publishedAt) heirs.set(duplicate.duplicateOf!, duplicate);
  }
  return heirs;
}

/** A duplicate once its original is gone. */
export function promote(duplicate: Sample, heir: Sample | undefined): Sample {
  const { duplicateOf: _, ...own } = duplicate;
  return heir === undefined || heir.sampleId === duplicate.sampleId ? own : { ...own, duplicateOf: heir.sampleId };
}

/**
 * A sample that names an original: when that is gone already, the sample is a duplicate of the heir, or the heir.
 * @returns the sample, and the original where it is changed by this
 */
export function inherit(sample: Sample, original: Sample | undefined): Sample[] {
  if (original?.removedAt === undefined || sample.removedAt !== undefined) return [sample];
  const { duplicateOf: _, ...own } = sample;
  if (original.duplicateOf === undefined) return [own, { ...original, duplicateOf: own.sampleId }];
  return [original.duplicateOf === own.sampleId ? own : { ...own, duplicateOf: original.duplicateOf }];
}
