import type { SparseVector } from '@jophiel/vectors';

/** The position of a row for splits. */
export interface Place {
  readonly vector: SparseVector;
  /** Epoch ms. */
  readonly publishedAt: number;
}

/** Separates rows with a value of at least `from` in a dimension from the others. */
export interface Split {
  /** TIME, or a dimension of the vectors. */
  readonly dimension: number;
  /** Epoch ms for TIME. */
  readonly from: number;
}

export interface Ageing {
  /** Epoch ms. */
  readonly newest: number;
  readonly halfLifeMs: number;
}

/** The pseudo dimension of the publishing time. */
export const TIME = -1;
/** The minimum size of both parts, as a share of the rows. */
const MIN_SHARE = 1 / 12;
/** Number of dimensions that are tried, in descending order of variance. */
const MAX_DIMENSIONS_TRIED = 24;
/** With a lower variance rows count as equal. */
const MIN_VARIANCE = 1e-9;
/**
 * The weight of novelty beside the vector: about twice that of definitions, because bounds know the novelty exactly.
 */
const NOVELTY_WEIGHT = 0.4;

export function isBeyond(place: Place, { dimension, from }: Split): boolean {
  return (dimension === TIME ? place.publishedAt : valueIn(place.vector, dimension)) >= from;
}

/**
 * Splits at the mean of the dimension with the largest variance for which both parts are large enough. Undefined for
 * rows that are too similar.
 */
export function chooseSplit(rows: readonly Place[], ageing: Ageing): Split | undefined {
  const noveltyOf = (publishedAt: number) =>
    NOVELTY_WEIGHT * 2 ** (Math.min(publishedAt - ageing.newest, 0) / ageing.halfLifeMs);
  const moments = new Map<number, Moments>();
  for (const { vector, publishedAt } of rows) {
    add(moments, TIME, noveltyOf(publishedAt));
    for (let i = 0; i < vector.indices.length; i++) add(moments, vector.indices[i]!, vector.values[i]!);
  }
  const candidates = [...moments]
    .map(([dimension, { sum, squares }]) => ({
      dimension,
      mean: sum / rows.length,
      variance: squares - (sum * sum) / rows.length,
    }))
    .filter(({ variance }) => variance > MIN_VARIANCE)
    .sort((a, b) => b.variance - a.variance);
  for (const { dimension, mean } of candidates.slice(0, MAX_DIMENSIONS_TRIED)) {
    const from = dimension === TIME ? ageing.newest + ageing.halfLifeMs * Math.log2(mean / NOVELTY_WEIGHT) : mean;
    const beyond = rows.filter((row) => isBeyond(row, { dimension, from })).length;
    if (Math.min(beyond, rows.length - beyond) >= MIN_SHARE * rows.length) return { dimension, from };
  }
  return undefined;
}

interface Moments {
  sum: number;
  squares: number;
}

function add(moments: Map<number, Moments>, dimension: number, value: number): void {
  const known = moments.get(dimension);
  if (known === undefined) moments.set(dimension, { sum: value, squares: value * value });
  else {
    known.sum += value;
    known.squares += value * value;
  }
}

function valueIn({ indices, values }: SparseVector, dimension: number): number {
  let [low, high] = [0, indices.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (indices[middle]! < dimension) low = middle + 1;
    else high = middle;
  }
  return indices[low] === dimension ? values[low]! : 0;
}
