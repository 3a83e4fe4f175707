import type { Adjacency } from './adjacency.ts';
import { keepBest } from './best.ts';
import type { LearningSettings } from './learning-settings.ts';
import { Lists } from './lists.ts';

/**
 * For each item the partners that it has most users in common with, by cosine `count/√(users · users)`, ties by id. A
 * count is exact over the adjacency; pairs of fewer than `minUsers` count as 0. 8 bytes a partner.
 */
export class CoOccurrence {
  readonly #adjacency: Adjacency;
  readonly #settings: LearningSettings;
  readonly #idOf: (item: number) => string;
  /** Each item's list alternates between a partner and its count. */
  readonly rows = new Lists();
  /** How many users of the counted item have each item. All 0 between two counts. */
  #counts = new Uint32Array(0);
  #touched = new Uint32Array(0);
  #keys = new Float64Array(0);

  constructor(adjacency: Adjacency, settings: LearningSettings, idOf: (item: number) => string) {
    this.#adjacency = adjacency;
    this.#settings = settings;
    this.#idOf = idOf;
  }

  get bytes(): number {
    return this.rows.bytes + this.#counts.byteLength + this.#touched.byteLength + this.#keys.byteLength;
  }

  /** Makes the row of an item. The rows of its partners stay as they are. */
  count(item: number): void {
    const touched = this.#countUsers(item);
    this.#store(item, touched);
    this.#forget(touched);
  }

  /** Makes the row of an item, and its entry in the rows of those that are or were its partners. */
  recount(item: number): void {
    const touched = this.#countUsers(item);
    const partners = new Set<number>();
    addPartners(partners, this.rows.view(item));
    // `store` reorders what was touched, so the counts outlive it.
    this.#store(item, touched);
    addPartners(partners, this.rows.view(item));
    for (const partner of partners) this.#setPair(partner, item, this.#counts[partner]!);
    this.#forget(touched);
  }

  partnersOf(item: number): Uint32Array {
    return this.rows.view(item).filter((_, place) => place % 2 === 0);
  }

  #countUsers(item: number): number {
    const { users, items } = this.#adjacency;
    this.#makeRoom(items.count);
    const counts = this.#counts;
    const touched = this.#touched;
    let many = 0;
    for (const user of items.view(item)) {
      const page = users.pageOf(user);
      const start = users.startOf(user);
      const end = start + users.lengthOf(user);
      for (let at = start; at < end; at++) {
        const other = page[at]!;
        if (counts[other] === 0) touched[many++] = other;
        counts[other] = counts[other]! + 1;
      }
    }
    return many;
  }

  #store(item: number, touched: number): void {
    const { minUsers, partners } = this.#settings;
    const counts = this.#counts;
    const chosen = this.#touched;
    let candidates = 0;
    for (let i = 0; i < touched; i++) {
      const other = chosen[i]!;
      const count = counts[other]!;
      if (count < minUsers || other === item) continue;
      // All that was touched stays in the list, because its counts are cleared later.
      chosen[i] = chosen[candidates]!;
      chosen[candidates] = other;
      this.#keys[candidates++] = (count * count) / this.#adjacency.usersOf(other);
    }
    const kept = keepBest(chosen, candidates, partners, { keys: this.#keys, idOf: this.#idOf });
    const row = new Uint32Array(2 * kept);
    for (let i = 0; i < kept; i++) {
      row[2 * i] = chosen[i]!;
      row[2 * i + 1] = counts[chosen[i]!]!;
    }
    this.rows.set(item, row);
  }

  #forget(touched: number): void {
    for (let i = 0; i < touched; i++) this.#counts[this.#touched[i]!] = 0;
  }

  #setPair(item: number, partner: number, count: number): void {
    const row = this.rows.view(item);
    const { minUsers, partners } = this.#settings;
    const place = placeOf(row, partner);
    if (place >= 0) {
      if (count >= minUsers) row[place + 1] = count;
      else this.rows.set(item, Uint32Array.from([...row.subarray(0, place), ...row.subarray(place + 2)]));
    } else if (count >= minUsers) {
      if (row.length < 2 * partners) this.rows.set(item, Uint32Array.from([...row, partner, count]));
      else this.#replaceWeakest(row, partner, count);
    }
  }

  #replaceWeakest(row: Uint32Array, partner: number, count: number): void {
    let weakest = 0;
    for (let at = 2; at < row.length; at += 2)
      if (this.#isWeaker(row[at]!, row[at + 1]!, row[weakest]!, row[weakest + 1]!)) weakest = at;
    if (!this.#isWeaker(row[weakest]!, row[weakest + 1]!, partner, count)) return;
    row[weakest] = partner;
    row[weakest + 1] = count;
  }

  #isWeaker(item: number, count: number, other: number, otherCount: number): boolean {
    const key = (count * count) / this.#adjacency.usersOf(item);
    const otherKey = (otherCount * otherCount) / this.#adjacency.usersOf(other);
    return key < otherKey || (key === otherKey && this.#idOf(item) > this.#idOf(other));
  }

  #makeRoom(items: number): void {
    if (items <= this.#counts.length) return;
    const size = Math.max(1024, Math.ceil(items * 1.25));
    this.#counts = new Uint32Array(size);
    this.#touched = new Uint32Array(size);
    this.#keys = new Float64Array(size);
  }
}

/** The count that a row has for a partner, otherwise 0. */
export function countIn(row: Uint32Array, partner: number): number {
  const place = placeOf(row, partner);
  return place < 0 ? 0 : row[place + 1]!;
}

function placeOf(row: Uint32Array, partner: number): number {
  for (let at = 0; at < row.length; at += 2) if (row[at] === partner) return at;
  return -1;
}

function addPartners(partners: Set<number>, row: Uint32Array): void {
  for (let at = 0; at < row.length; at += 2) partners.add(row[at]!);
}
