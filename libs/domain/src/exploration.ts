import { type Fault, faultAt } from '@jophiel/errors';
import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { type Ranking, USUAL_RANKING } from './ranking.ts';

/**
 * Places in feeds for new items that would not get them by score. A place that exploration gives an item in the feed of
 * one user is a chance. Off without this section, with a share of 0, and where ScoreFinal alone orders feeds.
 */
export const Exploration = Type.Object(
  {
    share: Type.Number({
      minimum: 0,
      maximum: 0.5,
      description:
        'Share of the places of a feed that new items get, evenly spread; the first three places get none. 0 turns exploration off.',
    }),
    publishedWithinDays: Type.Number({
      exclusiveMinimum: 0,
      maximum: 365,
      description: 'An item is new for this many days after its publication.',
    }),
    maxChances: Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      description: 'Maximum number of chances of one item: of users in whose feeds exploration places it.',
    }),
  },
  closed,
);
export type Exploration = Static<typeof Exploration>;

/** The places before this one get no new item, whatever the share. */
const FIRST_EXPLORED_PLACE = 4;
const ROUNDING = 1e-9;

/**
 * The places that new items get in a feed, from 1, ascending: every 1/share-th. So the first n places of a feed have
 * `share · n` new items at most, for each n.
 */
export function exploredPlaces(share: number, size: number): number[] {
  const every = Array.from({ length: Math.floor(share * size + ROUNDING) }, (_, index) =>
    Math.ceil((index + 1) / share - ROUNDING),
  );
  return every.filter((place) => place >= FIRST_EXPLORED_PLACE && place <= size);
}

/** The exploration that is applied to feeds; undefined where it is off. */
export function appliedExploration({
  ranking = USUAL_RANKING,
  exploration,
}: {
  readonly ranking?: Ranking | undefined;
  readonly exploration?: Exploration | undefined;
}): Exploration | undefined {
  switch (ranking) {
    case 'score-final':
      return undefined;
    case 'varied':
      return exploration === undefined || exploration.share === 0 ? undefined : exploration;
    default:
      return ranking satisfies never;
  }
}

/** What of the exploration is well formed and still cannot work. */
export function explorationFaults({
  exploration,
  feed: { size },
}: {
  readonly exploration?: Exploration | undefined;
  readonly feed: { readonly size: number };
}): Fault[] {
  const { share = 0 } = exploration ?? {};
  if (share === 0 || exploredPlaces(share, size).length > 0) return [];
  const least = Math.max(size, FIRST_EXPLORED_PLACE);
  const problem = `gives new items none of the ${size} places of a feed; set it to ${1 / least} or more with a feed.size of ${least} or more, or to 0`;
  return [faultAt({ exploration }, '/exploration/share', problem)];
}
