import { strongTermsOf } from '@jophiel/vectors';
import { seededNumbers, shuffled } from '../random.ts';
import type { Choice, DataItem, DataSet } from './data-set.ts';
import { readLines } from './read-file.ts';

interface Analysed {
  readonly event_timestamp: string;
  readonly payload: {
    readonly sample_id: number;
    readonly creator_id: number;
    readonly metadata: Readonly<Record<string, unknown>>;
  };
}

interface Collected {
  readonly event_timestamp: string;
  readonly payload: { readonly user_id: number; readonly sample_id: number };
}

const HIDDEN_SHARE = 0.2;
const SEED = 15;

/**
 * The real catalogue and its playlists, one board of one user each: a fifth of each board is hidden.
 * @param folder of all data sets @param items the catalogue is cut to this many; boards keep what is among them
 */
export function readBoards(folder: string, items = Number.POSITIVE_INFINITY): DataSet {
  const catalogue = readLines(`${folder}/catalog/sample-analyzed.jsonl.gz`)
    .slice(0, items)
    .map((line) => itemOf(JSON.parse(line) as Analysed));
  const known = new Set(catalogue.map(({ id }) => id));
  const boards = new Map<string, Choice[]>();
  for (const line of readLines(`${folder}/catalog/board-interactions.jsonl.gz`)) {
    const { event_timestamp, payload } = JSON.parse(line) as Collected;
    const [user, item] = [String(payload.user_id), String(payload.sample_id)];
    if (!known.has(item)) continue;
    boards.set(user, [...(boards.get(user) ?? []), { user, item, at: Date.parse(event_timestamp) }]);
  }
  const train: Choice[] = [];
  const test: Choice[] = [];
  const next = seededNumbers(SEED);
  for (const choices of boards.values()) {
    const once = [...new Map(choices.map((choice) => [choice.item, choice])).values()];
    const hidden = new Set(shuffled(once, next).slice(0, Math.floor(HIDDEN_SHARE * once.length)));
    for (const choice of once) (hidden.has(choice) ? test : train).push(choice);
  }
  return { name: 'boards', items: catalogue, train, test, follows: [] };
}

function itemOf({ event_timestamp, payload: { sample_id, creator_id, metadata } }: Analysed): DataItem {
  return {
    id: String(sample_id),
    creatorId: String(creator_id),
    publishedAt: Date.parse(event_timestamp),
    metadata,
    terms: termsOf(metadata),
  };
}

/**
 * Every word in an array is a term, with the strength that the encoders read: which keys matter is the definition's
 * business, not the baselines'.
 */
export function termsOf(metadata: Readonly<Record<string, unknown>>): Map<string, number> {
  return new Map(
    Object.entries(metadata).flatMap(([key, value]) =>
      Array.isArray(value)
        ? strongTermsOf(value).map(({ text, strength }): [string, number] => [`${key}: ${text}`, strength])
        : [],
    ),
  );
}
