import { inChunks } from '@jophiel/events';
import type { Database } from '@jophiel/postgres';
import { storeNeighbours } from '../statements/neighbours.ts';
import type { Knowledge } from './knowledge.ts';
import type { Pauses } from './pauses.ts';

const SEARCHES_AT_ONCE = 128;

export interface Searching {
  readonly database: Database;
  readonly knowledge: Knowledge;
  readonly pauses: Pauses;
  readonly signal?: AbortSignal;
}

/** Searches and stores the neighbours by content of these items. @param onFound told how many further ones are stored */
export async function searchNeighbours(
  { database, knowledge, pauses, signal }: Searching,
  items: readonly number[],
  onFound: (items: number) => void = () => {},
): Promise<void> {
  for (const chunk of inChunks(items, SEARCHES_AT_ONCE)) {
    if (signal?.aborted === true) return;
    const found = await knowledge.neighboursOf(chunk, pauses);
    await storeNeighbours(database, found);
    knowledge.neighboursStored(found);
    onFound(found.length);
    await pauses.whenDue();
  }
}
