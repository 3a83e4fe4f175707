import { dotDense, meanDirection, type SparseVector } from '@jophiel/vectors';

export interface Centre {
  readonly vector: Float32Array;
  readonly members: readonly number[];
}

const MAX_CENTRES = 4;
const MAX_ROUNDS = 20;
/** Minimum silhouette; a lower one would split boards with one broad subject. */
const CLEAR_SPLIT = 0.25;
const MIN_MEMBERS = 2;

/**
 * Spherical k-means (Dhillon and Modha 2001) for up to four groups. The simplified silhouette chooses their number
 * (Rousseeuw 1987; with distances to centres, Hruschka et al. 2004). The result is deterministic.
 * @param vectors of length 1, at least one @returns the largest group first
 */
export function centresOf(vectors: readonly SparseVector[], dimensions: number): Centre[] {
  let best = { centres: [meanOf(vectors, everyIndex(vectors), dimensions)], silhouette: CLEAR_SPLIT };
  for (let k = 2; k <= Math.min(MAX_CENTRES, Math.floor(vectors.length / MIN_MEMBERS)); k++) {
    const centres = split(vectors, k, dimensions);
    if (centres.length < k || centres.some(({ members }) => members.length < MIN_MEMBERS)) continue;
    const silhouette = silhouetteOf(vectors, centres);
    if (silhouette > best.silhouette) best = { centres, silhouette };
  }
  return [...best.centres].sort((a, b) => b.members.length - a.members.length);
}

function split(vectors: readonly SparseVector[], k: number, dimensions: number): Centre[] {
  let centres = seeds(vectors, k, dimensions);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const groups = Map.groupBy(everyIndex(vectors), (index) => nearest(vectors[index]!, centres));
    const next = [...groups.values()].map((members) => meanOf(vectors, members, dimensions));
    const isSettled = next.every(({ members }) => centres.some((centre) => isSame(centre.members, members)));
    centres = next;
    if (isSettled) break;
  }
  return centres;
}

/** Items far apart: the nearest to the mean, then each time the one least like those chosen. */
function seeds(vectors: readonly SparseVector[], k: number, dimensions: number): Centre[] {
  const mean = meanOf(vectors, everyIndex(vectors), dimensions).vector;
  const first = indexOfMost(vectors.map((vector) => dotDense(vector, mean)));
  const chosen = [meanOf(vectors, [first], dimensions)];
  while (chosen.length < k) {
    const farthest = indexOfMost(
      vectors.map((vector) => -Math.max(...chosen.map((centre) => dotDense(vector, centre.vector)))),
    );
    chosen.push(meanOf(vectors, [farthest], dimensions));
  }
  return chosen;
}

/** Mean of (b − a) / max(a, b), where a and b are distances to the own and the next centre; in [-1, 1]. */
function silhouetteOf(vectors: readonly SparseVector[], centres: readonly Centre[]): number {
  let sum = 0;
  for (const { members, vector: own } of centres)
    for (const member of members) {
      const others = centres.filter(({ vector }) => vector !== own);
      const a = 1 - dotDense(vectors[member]!, own);
      const b = 1 - Math.max(...others.map(({ vector }) => dotDense(vectors[member]!, vector)));
      sum += Math.max(a, b) === 0 ? 0 : (b - a) / Math.max(a, b);
    }
  return sum / vectors.length;
}

function meanOf(vectors: readonly SparseVector[], members: readonly number[], dimensions: number): Centre {
  const vector = meanDirection(
    members.map((member) => vectors[member]!),
    dimensions,
  );
  return { vector, members };
}

function nearest(vector: SparseVector, centres: readonly Centre[]): number {
  return indexOfMost(centres.map((centre) => dotDense(vector, centre.vector)));
}

function indexOfMost(values: readonly number[]): number {
  return values.reduce((best, value, index) => (value > values[best]! ? index : best), 0);
}

function everyIndex(vectors: readonly SparseVector[]): number[] {
  return vectors.map((_, index) => index);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
