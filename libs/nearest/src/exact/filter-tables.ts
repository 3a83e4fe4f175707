import type { NearestFilter, NearestQuery } from '../engine.ts';
import type { RowStore } from './row-store.ts';

/** A row costs this many times as much in a lookup as in a scan. */
const COST_OF_LISTING = 16;

/** A byte per creator: 1 if wanted. */
export function creatorTable(store: RowStore, creators: ReadonlySet<string>): Uint8Array {
  const table = new Uint8Array(store.creators.names.length);
  for (const name of creators) {
    const number = store.creators.known(name);
    if (number !== undefined) table[number] = 1;
  }
  return table;
}

/** A bit set per token: the groups that contain it. */
export function tokenTable(store: RowStore, groups: NonNullable<NearestFilter['tokens']>): Uint32Array {
  const table = new Uint32Array(store.tokens.names.length);
  for (const [group, names] of groups.entries())
    for (const name of names) {
      const number = store.tokens.known(name);
      if (number !== undefined) table[number]! |= 1 << group;
    }
  return table;
}

/** Slots of the known ids, ascending. */
export function slotsOf(store: RowStore, ids: Iterable<string>): Uint32Array {
  const slots: number[] = [];
  for (const id of ids) {
    const slot = store.slot(id);
    if (slot !== undefined) slots.push(slot);
  }
  return Uint32Array.from(slots).sort();
}

/** Slots of the items by the wanted creators that are not excluded; undefined when a scan is cheaper. */
export function slotsByCreators(store: RowStore, { filter, exclude }: NearestQuery): Uint32Array | undefined {
  if (filter?.creators === undefined) return undefined;
  const lists = Array.from(filter.creators, (name) => store.slotsBy(name));
  const count = lists.reduce((sum, { length }) => sum + length, 0);
  if (count * COST_OF_LISTING > store.size) return undefined;
  const slots = new Uint32Array(count);
  let written = 0;
  for (const list of lists) {
    slots.set(list, written);
    written += list.length;
  }
  const excluded = new Set(slotsOf(store, exclude ?? []));
  return (excluded.size === 0 ? slots : slots.filter((slot) => !excluded.has(slot))).sort();
}
