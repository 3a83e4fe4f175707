import type { SparseVector } from '@jophiel/vectors';

/** What rows are told apart by. */
export interface Place {
  readonly vector: SparseVector;
  /** Epoch ms. */
  readonly publishedAt: number;
}

/** Parts rows into those with at least this value in a dimension and the others. */
export interface Split {
  /** TIME, or one of the vectors'. */
  readonly dimension: number;
  /** Epoch ms when the dimension is TIME. */
  readonly from: number;
}

/** What novelty is taken from. */
export interface Ageing {
  /** Epoch ms. */
  readonly newest: number;
  readonly halfLifeMs: number;
}

/** Stands for the time of publishing among the dimensions. */
export const TIME = -1;
/** The smaller part of a split has at least this share of the rows. */
const LEAST_SHARE = 1 / 12;
/** Of the dimensions with the greatest variance. */
const MAX_TRIED = 24;
/** Below this rows do not differ. */
const LEAST_VARIANCE = 1e-9;
/** How novelty counts beside the vector, about twice what definitions weigh it, since a page's bound knows it exactly. */
const NOVELTY_WEIGHT = 0.4;

export function isBeyond(place: Place, { dimension, from }: Split): boolean {
  return (dimension === TIME ? place.publishedAt : valueIn(place.vector, dimension)) >= from;
}

/**
 * Where rows differ most: at the mean of the dimension with the greatest variance that does not leave one part nearly
 * empty. Undefined for rows that are too much alike.
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
    .filter(({ variance }) => variance > LEAST_VARIANCE)
    .sort((a, b) => b.variance - a.variance);
  for (const { dimension, mean } of candidates.slice(0, MAX_TRIED)) {
    const from = dimension === TIME ? ageing.newest + ageing.halfLifeMs * Math.log2(mean / NOVELTY_WEIGHT) : mean;
    const beyond = rows.filter((row) => isBeyond(row, { dimension, from })).length;
    if (Math.min(beyond, rows.length - beyond) >= LEAST_SHARE * rows.length) return { dimension, from };
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
