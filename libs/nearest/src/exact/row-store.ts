import type { NearestItem } from '../engine.ts';
import { freshnessAt, isInReach } from './landmark.ts';
import { PAGE_BYTES } from './layout.ts';
import { Numbering } from './numbering.ts';
import { RowPage } from './row-page.ts';
import { SharedMemory } from './shared-memory.ts';

/** Vectors of one kind: those of another layout cannot be compared with them. */
export interface Space {
  /** Of the layout, as in `@jophiel/vectors`. */
  readonly layout: string;
  readonly dimensions: number;
  /** Of novelty. */
  readonly halfLifeMs: number;
}

/** What a store is made of beside its pages; a snapshot keeps it. */
export interface StoreState {
  readonly landmark: number;
  readonly creators: readonly string[];
  readonly tokens: readonly string[];
}

/** A page's bytes and its ids by row number. */
export interface PageCopy {
  readonly ids: readonly (string | undefined)[];
  readonly bytes: Uint8Array;
}

/** A page with this much room takes rows again. */
const ROOMY = PAGE_BYTES / 4;
/** What the engine's JavaScript side keeps for an item: an entry of the map, a place in its page, the text itself. */
const BYTES_PER_ID = 80;

/** All rows, by the ids of their items. */
export class RowStore {
  readonly space: Space;
  readonly memory = new SharedMemory();
  readonly creators: Numbering;
  readonly tokens: Numbering;
  readonly #slots = new Map<string, number>();
  readonly #pages = new Map<number, RowPage>();
  /** Pages that may take a row, the one to ask first last. */
  readonly #roomy: RowPage[] = [];
  #landmark: number | undefined;

  constructor(space: Space, state?: StoreState) {
    this.space = space;
    this.creators = new Numbering(state?.creators);
    this.tokens = new Numbering(state?.tokens);
    this.#landmark = state?.landmark;
  }

  get size(): number {
    return this.#slots.size;
  }

  get pages(): readonly RowPage[] {
    return [...this.#pages.values()];
  }

  get state(): StoreState {
    return { landmark: this.landmark, creators: this.creators.names, tokens: this.tokens.names };
  }

  /** Epoch ms, see landmark.ts. */
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
    return this.#page(slot).ids[numberIn(slot)]!;
  }

  /** @throws RangeError when a vector does not fit the space, or the memory is full */
  upsert(item: NearestItem): void {
    const last = item.vector.indices.at(-1) ?? -1;
    if (last >= this.space.dimensions)
      throw new RangeError(`Item ${item.id} has dimension ${last} of ${this.space.dimensions}.`);
    this.remove(item.id);
    this.#landmark ??= item.publishedAt;
    const stored = {
      publishedAt: item.publishedAt,
      freshness: this.#freshness(item.publishedAt),
      creator: this.creators.number(item.creatorId),
      vector: item.vector,
      tokens: Uint32Array.from(item.tokens, (name) => this.tokens.number(name)),
    };
    for (;;) {
      const page = this.#roomy.at(-1) ?? this.#newPage();
      const number = page.insert(item.id, stored);
      if (number !== undefined) {
        this.#slots.set(item.id, page.slot(number));
        return;
      }
      this.#roomy.pop();
    }
  }

  remove(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    const page = this.#page(slot);
    page.remove(numberIn(slot));
    this.#slots.delete(id);
    if (page.room >= ROOMY && !this.#roomy.includes(page)) this.#roomy.unshift(page);
  }

  get(id: string): NearestItem | undefined {
    const slot = this.#slots.get(id);
    if (slot === undefined) return undefined;
    const { publishedAt, creator, vector, tokens } = this.#page(slot).read(numberIn(slot));
    return {
      id,
      creatorId: this.creators.name(creator),
      publishedAt,
      vector,
      tokens: Array.from(tokens, (token) => this.tokens.name(token)),
    };
  }

  /** Sees to it that novelty can be taken at this moment (epoch ms). */
  reach(now: number): void {
    if (isInReach(now, this.landmark, this.space.halfLifeMs)) return;
    this.#landmark = now;
    for (const page of this.#pages.values()) page.refresh((publishedAt) => this.#freshness(publishedAt));
  }

  copyPages(): PageCopy[] {
    const { u8 } = this.memory.views;
    return this.pages.map(({ address, ids }) => ({ ids: [...ids], bytes: u8.slice(address, address + PAGE_BYTES) }));
  }

  /** Takes over the rows of a page that was copied, of this store's landmark, creators and tokens. */
  adopt({ ids, bytes }: PageCopy): void {
    const address = this.memory.take(PAGE_BYTES);
    this.memory.views.u8.set(bytes, address);
    const page = RowPage.restored(this.memory, address, [...ids]);
    this.#pages.set(address / PAGE_BYTES, page);
    for (const [number, id] of ids.entries()) if (id !== undefined) this.#slots.set(id, page.slot(number));
    if (page.room >= ROOMY) this.#roomy.unshift(page);
  }

  #freshness(publishedAt: number): number {
    return freshnessAt(publishedAt, this.landmark, this.space.halfLifeMs);
  }

  #newPage(): RowPage {
    const page = RowPage.empty(this.memory, this.memory.take(PAGE_BYTES));
    this.#pages.set(page.address / PAGE_BYTES, page);
    this.#roomy.push(page);
    return page;
  }

  #page(slot: number): RowPage {
    return this.#pages.get(slot >>> 16)!;
  }
}

function numberIn(slot: number): number {
  return slot & 0xffff;
}
