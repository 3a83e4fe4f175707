import { JophielError } from '@jophiel/errors';
import { termsOf } from './boards.ts';
import type { Choice, DataItem, DataSet } from './data-set.ts';
import { readColumns, readLines } from './read-file.ts';

export interface DataFiles {
  /** What users chose, to learn from: `user,item` or `user,item,time`, a line each; a header is passed over. */
  readonly interactions: string;
  /** Items, a JSON object a line: `{"sample_id", "creator_id", "metadata", "published_at"}`, the last two optional; or `sample.analyzed` events. */
  readonly items: string;
  /** What must be found, as `interactions`. */
  readonly test: string;
}

interface ItemLine {
  readonly sample_id?: string | number;
  readonly creator_id?: string | number;
  readonly metadata?: Record<string, unknown>;
  readonly published_at?: string;
}

const YEAR_MS = 365 * 86_400_000;

/**
 * A data set of the operator's own. Choices of items that the file of items lacks are an error, and so is a pair that is
 * both to be learned and to be found.
 * @param now when everything without a time happened, epoch ms
 * @throws JophielError DATA_INVALID with the file, the line and the remedy
 */
export function readDataFiles({ interactions, items, test }: DataFiles, now: number): DataSet {
  const catalogue = readLines(items).map((line, index) => readItem(line, `${items}, line ${index + 1}`, now));
  const known = new Set(catalogue.map(({ id }) => id));
  const train = readChoices(interactions, known, now);
  const hidden = readChoices(test, known, now);
  for (const [pair, { place, user, item }] of hidden) {
    const learned = train.get(pair);
    if (learned !== undefined)
      throw invalid(
        place,
        `has the user ${user} and the item ${item}, as has ${learned.place}; leave one of the two out`,
      );
  }
  return { name: 'files', items: catalogue, train: choicesIn(train), test: choicesIn(hidden), follows: [] };
}

function readItem(line: string, place: string, now: number): DataItem {
  const parsed = readJson(line, place);
  const { sample_id, creator_id, metadata = {}, published_at } = parsed;
  if (sample_id === undefined) throw invalid(place, 'has no "sample_id"; give each item its id');
  const publishedAt = published_at === undefined ? now - YEAR_MS : Date.parse(published_at);
  if (Number.isNaN(publishedAt))
    throw invalid(place, `has the unreadable "published_at" ${published_at}; write an ISO time`);
  return {
    id: String(sample_id),
    creatorId: String(creator_id ?? `creator-${sample_id}`),
    publishedAt,
    metadata,
    terms: termsOf(metadata),
  };
}

function readJson(line: string, place: string): ItemLine {
  try {
    const parsed = JSON.parse(line) as { payload?: ItemLine; event_timestamp?: string } & ItemLine;
    if (parsed.payload === undefined) return parsed;
    return {
      ...parsed.payload,
      ...(parsed.event_timestamp === undefined ? {} : { published_at: parsed.event_timestamp }),
    };
  } catch (cause) {
    throw invalid(place, `is no JSON object (${(cause as Error).message}); write one object a line`, cause);
  }
}

/** A choice, and the file and line where it stands. */
interface PlacedChoice extends Choice {
  readonly place: string;
}

const choicesIn = (placed: ReadonlyMap<string, PlacedChoice>): Choice[] =>
  [...placed.values()].map(({ user, item, at }) => ({ user, item, at }));

/** Choices by user and item; of one that is there twice, the last. */
function readChoices(path: string, known: ReadonlySet<string>, now: number): Map<string, PlacedChoice> {
  const seen = new Map<string, PlacedChoice>();
  readColumns(path, 2).forEach(([user, item, time], index) => {
    const place = `${path}, line ${index + 1}`;
    if (!known.has(item!)) {
      if (index === 0) return;
      throw invalid(place, `names the item ${item}, which the file of items lacks; add it there`);
    }
    const at = time === undefined || time === '' ? now : timeOf(time, place);
    seen.set(`${user}\t${item}`, { user: user!, item: item!, at, place });
  });
  return seen;
}

/** Seconds or milliseconds since 1970, or an ISO time. */
function timeOf(text: string, place: string): number {
  const number = Number(text);
  const at = Number.isNaN(number) ? Date.parse(text) : number < 1e11 ? number * 1_000 : number;
  if (Number.isNaN(at)) throw invalid(place, `has the unreadable time ${text}; write epoch seconds or an ISO time`);
  return at;
}

const invalid = (place: string, what: string, cause?: unknown): JophielError =>
  new JophielError('DATA_INVALID', `${place} ${what}.`, { cause });
