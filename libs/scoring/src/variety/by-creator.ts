import type { Entry } from './entry.ts';

export interface CreatorRules {
  /** At most `most` items of one creator in any `window` that follow each other. */
  readonly creatorCap?: { readonly most: number; readonly window: number } | undefined;
  /** The (k+1)-th item of a creator counts `factor^k`. */
  readonly creatorDecay?: { readonly factor: number } | undefined;
}

/** What one creator has to offer. */
interface Shelf {
  /** The best first, each with its rank among all. */
  readonly offers: { readonly entry: Entry; readonly rank: number }[];
  /** Places in the feed that its items have taken. */
  readonly places: number[];
  /** What its next item counts. */
  score: number;
  /** The first place where its next item may stand. */
  freeFrom: number;
}

/**
 * The best so many entries when each further item of a creator counts less and only so many may stand close together:
 * place by place, the best of what may stand there. When only items of creators remain that have had their share,
 * the best of these is next, because a feed of one creator is better than a short one.
 *
 * An item that had to wait has the score of the one before it at most, so that the scores tell the order.
 */
export function byCreator(ranked: readonly Entry[], rules: CreatorRules, size: number): Entry[] {
  const shelves = shelvesOf(ranked, size);
  const placed: Entry[] = [];
  while (placed.length < size) {
    const shelf = bestShelf(shelves, placed.length);
    if (shelf === undefined) break;
    const { entry } = nextOf(shelf)!;
    const before = placed.at(-1)?.score ?? Number.POSITIVE_INFINITY;
    shelf.places.push(placed.length);
    placed.push({ ...entry, score: Math.min(shelf.score, before) });
    shelf.score = decayed(shelf, rules);
    shelf.freeFrom = freeFrom(shelf, rules);
  }
  return placed;
}

/**
 * The shelves of the creators whose best items are best, as many as there are places: while an item of any other is
 * among the best, so is a better one of a creator of these that has no place yet.
 */
function shelvesOf(ranked: readonly Entry[], most: number): Shelf[] {
  const shelves = new Map<string, Shelf>();
  ranked.forEach((entry, rank) => {
    const { creatorId } = entry.candidate;
    const shelf = shelves.get(creatorId);
    if (shelf !== undefined) shelf.offers.push({ entry, rank });
    else if (shelves.size < most)
      shelves.set(creatorId, { offers: [{ entry, rank }], places: [], score: entry.score, freeFrom: 0 });
  });
  return [...shelves.values()];
}

const nextOf = ({ offers, places }: Shelf) => offers[places.length];

function bestShelf(shelves: readonly Shelf[], place: number): Shelf | undefined {
  let best: Shelf | undefined;
  for (const shelf of shelves)
    if (nextOf(shelf) !== undefined && (best === undefined || comesBefore(shelf, best, place))) best = shelf;
  return best;
}

function comesBefore(one: Shelf, other: Shelf, place: number): boolean {
  const isFree = one.freeFrom <= place;
  if (isFree !== other.freeFrom <= place) return isFree;
  return one.score === other.score ? nextOf(one)!.rank < nextOf(other)!.rank : one.score > other.score;
}

/** A score below 0 stays: a share of it would be a gain. */
function decayed(shelf: Shelf, { creatorDecay }: CreatorRules): number {
  const score = nextOf(shelf)?.entry.score ?? Number.NEGATIVE_INFINITY;
  return creatorDecay === undefined || score <= 0 ? score : score * creatorDecay.factor ** shelf.places.length;
}

function freeFrom({ places }: Shelf, { creatorCap }: CreatorRules): number {
  if (creatorCap === undefined || places.length < creatorCap.most) return 0;
  return places[places.length - creatorCap.most]! + creatorCap.window;
}
