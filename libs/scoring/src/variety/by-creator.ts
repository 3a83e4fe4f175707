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
  const next = new NextOffers(shelves);
  const placed: Entry[] = [];
  let before = Number.POSITIVE_INFINITY;
  let opened = 0;
  while (placed.length < size) {
    const best = next.bestAt(placed.length, opened);
    if (best === undefined) break;
    if (best === opened) opened += 1;
    const shelf = shelves[best]!;
    const { entry } = nextOf(shelf)!;
    before = Math.min(next.scores[best]!, before);
    shelf.places.push(placed.length);
    placed.push({ ...entry, score: before });
    next.scores[best] = decayed(shelf, rules);
    next.ranks[best] = nextOf(shelf)?.rank ?? 0;
    next.freeFrom[best] = freeFrom(shelf, rules);
  }
  return placed;
}

/**
 * The shelves of the creators whose best items are best, as many as there are places: while an item of any other is
 * among the best, so is a better one of a creator of these that has no place yet.
 */
function shelvesOf(ranked: readonly Entry[], limit: number): Shelf[] {
  const shelves = new Map<string, Shelf>();
  ranked.forEach((entry, rank) => {
    const { creatorId } = entry.candidate;
    const shelf = shelves.get(creatorId);
    if (shelf !== undefined) shelf.offers.push({ entry, rank });
    else if (shelves.size < limit) shelves.set(creatorId, { offers: [{ entry, rank }], places: [] });
  });
  return [...shelves.values()];
}

const nextOf = ({ offers, places }: Shelf) => offers[places.length];

/** The next item of every shelf, in columns: for each place all that have been opened are looked through. */
class NextOffers {
  /** What it counts; −∞ of an empty shelf. */
  readonly scores: Float64Array;
  readonly ranks: Int32Array;
  /** The first place where it may stand. */
  readonly freeFrom: Int32Array;

  constructor(shelves: readonly Shelf[]) {
    this.scores = Float64Array.from(shelves, (shelf) => nextOf(shelf)!.entry.score);
    this.ranks = Int32Array.from(shelves, (shelf) => nextOf(shelf)!.rank);
    this.freeFrom = new Int32Array(shelves.length);
  }

  /**
   * The shelf with the best that may stand at a place, or where nothing may, with the best; undefined when all are empty.
   * @param opened of the shelves, so many have a place; of those behind them, which stand in order, the first is the best
   */
  bestAt(place: number, opened: number): number | undefined {
    let [free, waiting] = [-1, -1];
    const end = Math.min(opened + 1, this.scores.length);
    for (let shelf = 0; shelf < end; shelf++)
      if (this.freeFrom[shelf]! <= place) {
        if (this.#comesBefore(shelf, free)) free = shelf;
      } else if (this.#comesBefore(shelf, waiting)) waiting = shelf;
    const best = free === -1 ? waiting : free;
    return best === -1 ? undefined : best;
  }

  #comesBefore(shelf: number, other: number): boolean {
    const score = this.scores[shelf]!;
    if (other === -1) return score > Number.NEGATIVE_INFINITY;
    const best = this.scores[other]!;
    return score > best || (score === best && this.ranks[shelf]! < this.ranks[other]!);
  }
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
