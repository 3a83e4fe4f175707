import { table } from '@jophiel/local';
import { type FeedChange, mean, TOP } from './compare-feeds.ts';
import type { TokenShift } from './token-shift.ts';

/** What a definition would change, over a sample of users. */
export interface WhatIf {
  readonly samples: number;
  /** Users with the largest changes first. */
  readonly users: readonly FeedChange[];
  /** The largest changes first. */
  readonly tokens: readonly TokenShift[];
}

const MAX_USERS = 10;
const MAX_TOKENS = 15;
/** Smaller differences of shares are shown as equal. */
const MIN_SHIFT = 0.0005;

/** The report as text: how much changes, for which users, and which tokens gain or lose. */
export function reportLines({ samples, users, tokens }: WhatIf): string[] {
  const meanOf = (value: (change: FeedChange) => number) => mean(users.map(value));
  const same = users.filter(({ overlap, movedRanks }) => overlap === 1 && movedRanks === 0).length;
  return [
    `${users.length} users, ${samples} samples`,
    '',
    table(
      ['over all users', 'mean'],
      [
        [`of the first ${TOP} stay`, percent(meanOf(({ overlapAtTop }) => overlapAtTop))],
        ['of the whole feed stay', percent(meanOf(({ overlap }) => overlap))],
        ['ranks that what stays moves', meanOf(({ movedRanks }) => movedRanks).toFixed(1)],
        ['users whose feed stays as it is', percent(users.length === 0 ? 1 : same / users.length)],
      ],
    ),
    '',
    table(
      ['for whom most', `of the first ${TOP} stay`, 'of the whole feed stay', 'ranks moved'],
      users
        .slice(0, MAX_USERS)
        .map(({ userId, overlapAtTop, overlap, movedRanks }) => [
          userId,
          percent(overlapAtTop),
          percent(overlap),
          movedRanks.toFixed(1),
        ]),
    ),
    '',
    table(
      ['feature', 'what gains or loses', 'share of places before', 'after'],
      tokens
        .filter(({ before, after }) => Math.abs(after - before) >= MIN_SHIFT)
        .slice(0, MAX_TOKENS)
        .map(({ feature, label, before, after }) => [feature, label, percent(before), percent(after)]),
    ),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
