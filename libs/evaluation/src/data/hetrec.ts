import { linesOf, readData } from './read-file.ts';
import type { DataSet } from './data-set.ts';
import { describedItem } from './described-item.ts';
import { itemIdsOf, pairKey, readFold } from './folds.ts';
import { zipEntry } from './zip-entry.ts';

const YEAR_MS = 365 * 86_400_000;

/**
 * HetRec 2011 Last.fm in the folds of Zanon et al.: artists as items, what users called them as labels, friends as
 * follows. A label that a user gave to an item of their own test is left out, because it tells that they know it. The
 * follows go through the system and cannot move a score: friends are users, and no item of this set has a user as creator.
 * @param folder of all data sets @param now when everything happened, epoch ms: the set has no times
 */
export function readHetRec(folder: string, fold: number, now: number): DataSet {
  const { train, test } = readFold(`${folder}/quality/zanon2022-folds/hetrec2011-lastfm-2k`, fold);
  const archive = readData(`${folder}/quality/hetrec2011-lastfm-2k.zip`);
  const rows = (name: string, encoding: BufferEncoding = 'utf8') =>
    linesOf(zipEntry(archive, name).toString(encoding))
      .slice(1)
      .map((line) => line.split('\t'));
  const words = new Map(rows('tags.dat', 'latin1').map(([id, word]) => [id!, word!]));
  const hidden = new Set(test.map(pairKey));
  const labels = new Map<string, Map<string, number>>();
  for (const [user, item, word] of rows('user_taggedartists.dat')) {
    if (hidden.has(pairKey({ user: user!, item: item! }))) continue;
    const ofItem = labels.get(item!) ?? new Map<string, number>();
    const label = words.get(word!)!;
    labels.set(item!, ofItem.set(label, (ofItem.get(label) ?? 0) + 1));
  }
  return {
    name: `hetrec fold ${fold}`,
    items: itemIdsOf({ train, test }).map((id) => describedItem(id, labels.get(id) ?? new Map(), now - YEAR_MS)),
    train: train.map((pair) => ({ ...pair, at: now })),
    test: test.map((pair) => ({ ...pair, at: now })),
    follows: rows('user_friends.dat').map(([user, friend]) => ({ user: user!, creator: friend! })),
  };
}
