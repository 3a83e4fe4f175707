import { countsOf, type Split } from '../split.ts';
import type { Evaluation, Rankings } from '../evaluate.ts';
import { bootstrapMean, type Interval } from './bootstrap.ts';

/** A bucket of users or items by a number, and what was found in it. */
export interface Bucket {
  /** Such as `3–5`. */
  readonly label: string;
  /** Users, or hidden items. */
  readonly count: number;
  readonly recall: Interval;
}

const BOUNDS = [0, 1, 3, 6, 11, 21, 51, 101, 501];

/** Recall of users by how many choices are known of them; buckets without users are left out. */
export function byHistory({ train }: Split, { users, values }: Evaluation): Bucket[] {
  return bucketsOf(users.map((user, index) => [train[user]!.length, values.recall[index]!]));
}

/** The share of hidden items that are found, by how many users chose the item in train. */
export function byPopularity(split: Split, rankings: Rankings, users: readonly number[], k: number): Bucket[] {
  const counts = countsOf(split);
  return bucketsOf(
    users.flatMap((user) => {
      const found = new Set(Array.from(rankings.get(user) ?? []).slice(0, k));
      return Array.from(split.test[user]!, (item): [number, number] => [counts[item]!, found.has(item) ? 1 : 0]);
    }),
  );
}

function bucketsOf(values: readonly (readonly [size: number, recall: number])[]): Bucket[] {
  return BOUNDS.flatMap((from, index) => {
    const to = BOUNDS[index + 1] ?? Number.POSITIVE_INFINITY;
    const inside = values.filter(([size]) => size >= from && size < to);
    if (inside.length === 0) return [];
    const label = to === from + 1 ? String(from) : to === Number.POSITIVE_INFINITY ? `${from}+` : `${from}–${to - 1}`;
    return [{ label, count: inside.length, recall: bootstrapMean(inside.map(([, recall]) => recall)) }];
  });
}
