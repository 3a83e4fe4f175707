import { drawNew, hashOf, type NewItem } from '@jophiel/scoring';
import type { ReservedItem } from '../statements/load-new-samples.ts';

interface PooledItem extends NewItem {
  left: number;
  /** Whether no process had reserved a chance when this one first saw the item. */
  readonly isUntried: boolean;
  wasGiven: boolean;
}

/** A process reserves this part of an item's chances at once: small enough for several processes to have some. */
const PORTIONS = 10;

/**
 * The new items that a scorer process may place in feeds, and the chances that it has reserved of each. A chance is
 * reserved in PostgreSQL before it is given, so that all processes together never give more than allowed; a chance that
 * is reserved and lost with its process is never given.
 */
export class ChancePool {
  readonly portion: number;
  #items = new Map<string, PooledItem>();

  constructor(maxChances: number) {
    this.portion = Math.max(1, Math.floor(maxChances / PORTIONS));
  }

  get figures(): { readonly items: number; readonly chances: number } {
    const left = Array.from(this.#items.values(), (item) => item.left);
    return { items: left.length, chances: left.reduce((sum, each) => sum + each, 0) };
  }

  /** Items with reserved chances, those with the fewest in all first. */
  held(): string[] {
    const held = [...this.#items.values()].filter(({ left }) => left > 0);
    return held.sort((one, other) => one.chances - other.chances).map(({ sampleId }) => sampleId);
  }

  /** Replaces the items. @returns reserved chances of items that left, to be returned */
  update(items: readonly ReservedItem[]): ReadonlyMap<string, number> {
    const former = this.#items;
    this.#items = new Map(
      items.map(({ sampleId, chances }) => {
        const known = former.get(sampleId);
        const { left = 0, wasGiven = false, isUntried = chances === 0, hash = hashOf(sampleId) } = known ?? {};
        return [sampleId, { sampleId, hash, chances, left, wasGiven, isUntried }];
      }),
    );
    return leftOf([...former.values()].filter(({ sampleId }) => !this.#items.has(sampleId)));
  }

  wanting(): string[] {
    return [...this.#items.values()].filter(({ left }) => 2 * left < this.portion).map(({ sampleId }) => sampleId);
  }

  grant(sampleIds: readonly string[]): void {
    for (const sampleId of sampleIds) this.#add(sampleId, this.portion);
  }

  /** Items with a chance left, for one user: see `drawNew`. */
  draw(userId: string, limit: number): string[] {
    const open = [...this.#items.values()].filter(({ left }) => left > 0);
    return drawNew(userId, open, limit);
  }

  take(sampleId: string): boolean {
    const item = this.#items.get(sampleId);
    if (item === undefined || item.left === 0) return false;
    item.left -= 1;
    return true;
  }

  /** Chances that were taken for a feed that was not stored. */
  giveBack(sampleIds: readonly string[]): void {
    for (const sampleId of sampleIds) this.#add(sampleId, 1);
  }

  /** Notes that taken chances were given. @returns the number of items that had none before */
  noteGiven(sampleIds: readonly string[]): number {
    let first = 0;
    for (const sampleId of sampleIds) {
      const item = this.#items.get(sampleId);
      if (item === undefined) continue;
      if (item.isUntried && !item.wasGiven) first += 1;
      item.wasGiven = true;
    }
    return first;
  }

  /** Empties the pool. @returns all reserved chances, to be returned */
  drain(): ReadonlyMap<string, number> {
    return this.update([]);
  }

  #add(sampleId: string, chances: number): void {
    const item = this.#items.get(sampleId);
    if (item !== undefined) item.left += chances;
  }
}

function leftOf(items: readonly PooledItem[]): Map<string, number> {
  return new Map(items.filter(({ left }) => left > 0).map(({ sampleId, left }) => [sampleId, left]));
}
