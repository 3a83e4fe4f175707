import type { Sample } from './sample.ts';

/**
 * When an original goes away its recording does not: the earliest of its duplicates takes its place, and the others
 * become duplicates of that one.
 * @param duplicates of any originals that go away, each naming its own
 */
export function promote(duplicates: readonly Sample[]): Sample[] {
  const heirs = new Map<string, Sample>();
  for (const duplicate of duplicates) {
    const heir = heirs.get(duplicate.duplicateOf!);
    if (heir === undefined || duplicate.publishedAt < heir.publishedAt) heirs.set(duplicate.duplicateOf!, duplicate);
  }
  return duplicates.map((duplicate) => {
    const { duplicateOf, ...rest } = duplicate;
    const heir = heirs.get(duplicateOf!)!;
    return heir === duplicate ? rest : { ...rest, duplicateOf: heir.sampleId };
  });
}
