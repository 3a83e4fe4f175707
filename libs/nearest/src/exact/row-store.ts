import type { NearestItem } from '../engine.ts';
import { BoundsTable } from './bounds-table.ts';
import { chooseSplit } from './choose-split.ts';
import { CreatorRows } from './creator-rows.ts';
import { freshnessAt, isInReach } from './landmark.ts';
import { row, ROW_BYTES, ROWS_AT, UNIT_BYTES } from './layout.ts';
import { Numbering } from './numbering.ts';
import { type Leaf, Regions, type Written } from './regions.ts';
import { RowPage, type StoredRow } from './row-page.ts';
import { SharedMemory } from './shared-memory.ts';

/** The layout of vectors. Vectors of two layouts cannot be compared. */
export interface Space {
  /** The layout id of `@jophiel/vectors`. */
  readonly layout: string;
  readonly dimensions: number;
  /** Half-life of novelty. */
  readonly halfLifeMs: number;
}

/** The state of a store without its pages, for a snapshot. */
export interface StoreState {
  readonly landmark: number;
  readonly newest: number;
  readonly creators: readonly string[];
  readonly tokens: readonly string[];
  /** A page is its index in the list of pages. */
  readonly regions: Written<number>;
}

/** A page's bytes and its ids by row number. */
export interface PageCopy {
  readonly ids: readonly (string | undefined)[];
  readonly bytes: Uint8Array;
}

/** An estimate of the JavaScript objects per item: two map entries, a place in a page, the text of the id. */
const BYTES_PER_ID = 100;

/** All rows by item id. Similar rows share pages. */
export class RowStore {
  readonly space: Space;
  readonly memory = new SharedMemory();
  readonly creators: Numbering;
  readonly tokens: Numbering;
  readonly #bounds: BoundsTable;
  readonly #slots = new Map<string, number>();
  readonly #byCreator = new CreatorRows();
  /** By the number of their first unit. */
  readonly #pages = new Map<number, RowPage>();
  #regions: Regions<RowPage>;
  /** Epoch ms, see landmark.ts. */
  #landmark: number | undefined;
  /** Epoch ms of the newest item. */
  #newest: number;

  constructor(space: Space, state?: { readonly saved: StoreState; readonly pages: readonly PageCopy[] }) {
    this.space = space;
    this.creators = new Numbering(state?.saved.creators);
    this.tokens = new Numbering(state?.saved.tokens);
    this.#bounds = new BoundsTable(this.memory, space.dimensions);
    this.#landmark = state?.saved.landmark;
    this.#newest = state?.saved.newest ?? Number.NEGATIVE_INFINITY;
    const pages = (state?.pages ?? []).map((copy) => this.#adopt(copy));
    this.#regions = state === undefined ? new Regions() : Regions.read(state.saved.regions, (place) => pages[place]!);
  }

  get size(): number {
    return this.#slots.size;
  }

  /** Addresses of the bounds of all pages, ascending. */
  get bounds(): Uint32Array {
    return this.#bounds.addresses;
  }

  get state(): StoreState {
    const places = new Map([...this.#pages.values()].map((page, place) => [page, place]));
    return {
      landmark: this.landmark,
      newest: this.#newest,
      creators: this.creators.names,
      tokens: this.tokens.names,
      regions: this.#regions.write((page) => places.get(page)!),
    };
  }

  get landmark(): number {
    return this.#landmark ?? 0;
  }

  bytes(): number {
    return this.memory.bytes + this.size * BYTES_PER_ID;
  }

  slot(id: string): number | undefined {
    return this.#slots.get(id);
  }

  id(slot: number): string {
    const page = this.#page(slot);
    return page.ids[slot - page.address]!;
  }

  /** The number of the item's creator. */
  creatorOf(slot: number): number {
    const address = slot - (slot % UNIT_BYTES);
    return this.memory.views.u32[(address + ROWS_AT + (slot - address) * ROW_BYTES + row.creator) >>> 2]!;
  }

  /** Slots of a creator's items. */
  slotsBy(creatorId: string): readonly number[] {
    const number = this.creators.known(creatorId);
    return number === undefined ? [] : this.#byCreator.of(number);
  }

  /** @throws RangeError when a vector does not fit the space, or the memory is full */
  upsert(item: NearestItem): void {
    const last = item.vector.indices.at(-1) ?? -1;
    if (last >= this.space.dimensions)
      throw new RangeError(`Item ${item.id} has dimension ${last} of ${this.space.dimensions}.`);
    this.remove(item.id);
    this.#landmark ??= item.publishedAt;
    this.#newest = Math.max(this.#newest, item.publishedAt);
    const creator = this.creators.number(item.creatorId);
    this.#place(item.id, {
      publishedAt: item.publishedAt,
      freshness: this.#freshness(item.publishedAt),
      creator,
      place: this.#byCreator.nextPlace(creator),
      vector: item.vector,
      tokens: Uint32Array.from(item.tokens, (name) => this.tokens.number(name)),
    });
  }

  remove(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    const page = this.#page(slot);
    const stored = page.read(slot - page.address);
    if (page.live === 1) this.#giveBack(page, this.#regions.leafOf(stored));
    else page.remove(slot - page.address);
    this.#slots.delete(id);
    const follower = this.#byCreator.remove(stored.creator, stored.place);
    if (follower === undefined) return;
    const home = this.#page(follower);
    home.setPlace(follower - home.address, stored.place);
  }

  get(id: string): NearestItem | undefined {
    const slot = this.#slots.get(id);
    if (slot === undefined) return undefined;
    const page = this.#page(slot);
    const { publishedAt, creator, vector, tokens } = page.read(slot - page.address);
    return {
      id,
      creatorId: this.creators.name(creator),
      publishedAt,
      vector,
      tokens: Array.from(tokens, (token) => this.tokens.name(token)),
    };
  }

  /** Moves the landmark if it is too far from this query time (epoch ms). */
  reach(now: number): void {
    if (isInReach(now, this.landmark, this.space.halfLifeMs)) return;
    this.#landmark = now;
    for (const page of this.#pages.values()) page.refresh((publishedAt) => this.#freshness(publishedAt));
  }

  copyPages(): PageCopy[] {
    const { u8 } = this.memory.views;
    return [...this.#pages.values()].map(({ address, bytes, ids }) => ({
      ids: [...ids],
      bytes: u8.slice(address, address + bytes),
    }));
  }

  #place(id: string, stored: StoredRow): void {
    const { pages } = this.#regions.leafOf(stored);
    const page = pages.at(-1);
    const number = page?.insert(id, stored);
    if (number !== undefined) this.#note(id, stored, page.slot(number));
    else if (page !== undefined && this.#split(page, pages, stored)) this.#place(id, stored);
    else {
      const added = this.#add(RowPage.for(stored, this.memory, this.#bounds));
      pages.push(added);
      this.#note(id, stored, added.slot(added.insert(id, stored)!));
    }
  }

  #note(id: string, { creator, place }: StoredRow, slot: number): void {
    this.#slots.set(id, slot);
    this.#byCreator.set(creator, place, slot);
  }

  /** Splits a leaf whose last page is full. @returns false when its rows are too similar */
  #split(full: RowPage, pages: readonly RowPage[], place: StoredRow): boolean {
    const ageing = { newest: this.#newest, halfLifeMs: this.space.halfLifeMs };
    const split = chooseSplit(
      full.numbers().map((number) => full.read(number)),
      ageing,
    );
    if (split === undefined) return false;
    const rows = pages.flatMap((page) =>
      page.numbers().map((number) => ({ id: page.ids[number]!, row: page.read(number) })),
    );
    this.#regions.split(place, split);
    for (const page of pages) this.#drop(page);
    for (const { id, row } of rows) this.#place(id, row);
    return true;
  }

  #add(page: RowPage): RowPage {
    this.#pages.set(page.address / UNIT_BYTES, page);
    return page;
  }

  #drop(page: RowPage): void {
    this.#pages.delete(page.address / UNIT_BYTES);
    page.close();
  }

  #giveBack(page: RowPage, { pages }: Leaf<RowPage>): void {
    pages.splice(pages.indexOf(page), 1);
    this.#drop(page);
  }

  #adopt({ ids, bytes }: PageCopy): RowPage {
    const address = this.memory.take(bytes.length);
    this.memory.views.u8.set(bytes, address);
    const page = this.#add(RowPage.restored(this.memory, this.#bounds, address, [...ids]));
    for (const number of page.numbers()) this.#note(ids[number]!, page.read(number), page.slot(number));
    return page;
  }

  #freshness(publishedAt: number): number {
    return freshnessAt(publishedAt, this.landmark, this.space.halfLifeMs);
  }

  #page(slot: number): RowPage {
    return this.#pages.get(Math.floor(slot / UNIT_BYTES))!;
  }
}
