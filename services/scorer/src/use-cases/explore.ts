import type { CandidateRequest } from '@jophiel/candidates';
import { exploredPlaces } from '@jophiel/domain';
import {
  type Arms,
  type Candidate,
  type Explored,
  exploreFeed,
  type Listener,
  type RankedItem,
  type RankOptions,
  type ScoringOptions,
} from '@jophiel/scoring';
import type { FeedVersion } from '../core/stored-feed.ts';
import type { Chances } from './chances.ts';

export type ChanceSource = Pick<Chances, 'ready' | 'draw' | 'take' | 'giveBack' | 'given'>;

/** New items that exploration may place in the feed of one user. */
export interface Drawn {
  /** Placed in the feed that is replaced: they keep their chance. */
  readonly former: ReadonlySet<string>;
  /** These, and those that were drawn now. */
  readonly all: ReadonlySet<string>;
}

/** Some are among the best anyway, or do not fit: twice as many are drawn as there are places. */
const DRAWN_PER_PLACE = 2;

export function chancesFor(userIds: readonly string[], arms: Arms): number {
  return userIds.reduce((sum, userId) => sum + placesOf(arms.of(userId).options), 0);
}

function placesOf({ exploration, feedSize }: Pick<ScoringOptions, 'exploration' | 'feedSize'>): number {
  return exploration === undefined ? 0 : exploredPlaces(exploration.share, feedSize).length;
}

/** Undefined where nothing is explored. */
export function drawFor(
  userId: string,
  options: Pick<ScoringOptions, 'exploration' | 'feedSize'>,
  replaced: Pick<FeedVersion, 'explored'> | undefined,
  chances: ChanceSource | undefined,
): Drawn | undefined {
  if (options.exploration === undefined || chances === undefined) return undefined;
  const former = new Set(replaced?.explored);
  return { former, all: new Set([...former, ...chances.draw(userId, DRAWN_PER_PLACE * placesOf(options))]) };
}

export function withDrawn(request: CandidateRequest, drawn: Drawn | undefined): CandidateRequest {
  if (drawn === undefined || drawn.all.size === 0) return request;
  return { ...request, named: [...new Set([...(request.named ?? []), ...drawn.all])] };
}

export function placeDrawn(
  listener: Listener,
  ranked: RankedItem[],
  found: readonly Candidate[],
  drawn: Drawn | undefined,
  { exploration, chances, ...options }: RankOptions & Pick<ScoringOptions, 'exploration'> & { chances?: ChanceSource },
): Explored {
  if (drawn === undefined || exploration === undefined || chances === undefined) return { items: ranked, taken: [] };
  return exploreFeed(
    listener,
    ranked,
    { found, drawn: drawn.all },
    { ...options, exploration, former: drawn.former, take: chances.take },
  );
}
