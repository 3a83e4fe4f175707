import { readData, readLines } from './read-file.ts';
import type { Choice, DataSet } from './data-set.ts';
import { describedItem } from './described-item.ts';

const YEAR_MS = 365 * 86_400_000;
const SECOND_MS = 1_000;

/**
 * Last.fm as S3-Rec (Zhou et al. 2020) has it: the last action of each user is hidden for the test, the last but one for
 * validation, whose test action is left out. Attributes are labels, counted as often as they are given.
 * @param folder of all data sets @param now when the last action happened; the others one second apart before it
 */
export function readS3Rec(folder: string, part: 'test' | 'validation', now: number): DataSet {
  const own = `${folder}/quality/s3rec-lastfm`;
  const attributes = JSON.parse(readData(`${own}/LastFM_item2attributes.json`).toString()) as Record<string, number[]>;
  const train: Choice[] = [];
  const test: Choice[] = [];
  const ids = new Set<string>();
  for (const line of readLines(`${own}/LastFM.txt`)) {
    const [user, ...all] = line.split(' ');
    for (const item of all) ids.add(item);
    const actions = part === 'test' ? all : all.slice(0, -1);
    actions.forEach((item, index) => {
      const at = now - (actions.length - index) * SECOND_MS;
      (index === actions.length - 1 ? test : train).push({ user: user!, item, at });
    });
  }
  return {
    name: `s3rec ${part}`,
    items: [...ids]
      .toSorted((a, b) => Number(a) - Number(b))
      .map((id) => describedItem(id, countsOf(attributes[id] ?? []), now - YEAR_MS)),
    train,
    test,
    follows: [],
  };
}

function countsOf(attributes: readonly number[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const attribute of attributes) {
    const label = `attribute ${attribute}`;
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}
