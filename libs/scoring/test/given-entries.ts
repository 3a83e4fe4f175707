import type { SparseVector } from '@jophiel/vectors';
import fc from 'fast-check';
import type { Entry } from '../src/variety/entry.ts';

export interface GivenEntry {
  readonly creatorId?: string;
  readonly score: number;
  readonly vector?: SparseVector;
}

/** A vector of length 1 in a plane, at an angle in degrees. */
export function towards(degrees: number): SparseVector {
  const angle = (degrees * Math.PI) / 180;
  return { indices: Uint16Array.of(0, 1), values: Float32Array.of(Math.cos(angle), Math.sin(angle)) };
}

export const entry = (sampleId: string, { creatorId = sampleId, score, vector = towards(0) }: GivenEntry): Entry => ({
  candidate: { sampleId, creatorId, publishedAt: 0, vector },
  row: 0,
  score,
});

/** Entries of few creators, scores and directions, so that many are equal, in the order of their scores. */
export const ranked: fc.Arbitrary<Entry[]> = fc
  .array(
    fc.record({
      creatorId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      score: fc.integer({ min: -4, max: 16 }).map((steps) => steps / 8),
      vector: fc.constantFrom(0, 10, 45, 90, 180).map(towards),
    }),
    { maxLength: 60 },
  )
  .map((given) =>
    given
      .map((each, index) => entry(String(index), each))
      .toSorted((a, b) => b.score - a.score)
      .map((each, row) => ({ ...each, row })),
  );

export const namesOf = (entries: readonly Entry[]): string[] => entries.map(({ candidate }) => candidate.sampleId);
