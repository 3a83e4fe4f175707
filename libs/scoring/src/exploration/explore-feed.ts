import { type Exploration, exploredPlaces, type Variety } from '@jophiel/domain';
import type { Candidate } from '../candidate.ts';
import type { Listener } from '../listener.ts';
import { rankFeed, type RankedItem, type RankOptions } from '../rank-feed.ts';
import { isNearDuplicate } from '../variety/without-near-duplicates.ts';
import { placeNew, type PlaceOptions } from './place-new.ts';

const MS_PER_DAY = 86_400_000;

export interface ExploreOptions extends RankOptions {
  readonly exploration: Exploration;
  /** Items that exploration placed in the user's former feed. They keep their chance, and come first. */
  readonly former: ReadonlySet<string>;
  /** Takes a chance for another item; false when none is left. */
  readonly take: (sampleId: string) => boolean;
}

export interface Explored {
  readonly items: RankedItem[];
  /** The items for which a chance was taken. */
  readonly taken: readonly string[];
}

/**
 * Gives a share of the places of a ranked feed to new items: first to those of the former feed, then to those of the
 * highest scores. The user's own, decided and fading items get none, and variety keeps items apart as elsewhere.
 * @param found candidates of the feed
 * @param drawn ids of those that may be explored
 */
export function exploreFeed(
  listener: Listener,
  feed: readonly RankedItem[],
  { found, drawn }: { readonly found: readonly Candidate[]; readonly drawn: ReadonlySet<string> },
  options: ExploreOptions,
): Explored {
  const { exploration, former, take, variety, size, now } = options;
  const isPlaced = new Set(feed.map(({ sampleId }) => sampleId));
  const oldest = now - exploration.publishedWithinDays * MS_PER_DAY;
  const news = found.filter(
    ({ sampleId, publishedAt }) => drawn.has(sampleId) && !isPlaced.has(sampleId) && publishedAt >= oldest,
  );
  if (news.length === 0) return { items: [...feed], taken: [] };
  const fading: Variety = { hideOwnItems: true, ...(variety?.fading === undefined ? {} : { fading: variety.fading }) };
  const ranked = rankFeed(listener, news, { ...options, variety: fading, size: news.length }).filter(
    ({ diversity }) => diversity === undefined,
  );
  const byFormer = Map.groupBy(ranked, ({ sampleId }) => former.has(sampleId));
  const taken: string[] = [];
  const items = placeNew(feed, [...(byFormer.get(true) ?? []), ...(byFormer.get(false) ?? [])], {
    places: exploredPlaces(exploration.share, size),
    size,
    fits: fitting(variety, found),
    take: (sampleId) => {
      if (former.has(sampleId)) return true;
      if (!take(sampleId)) return false;
      taken.push(sampleId);
      return true;
    },
  });
  return { items, taken };
}

/** Whether variety lets an item stand between others. */
function fitting(variety: Variety | undefined, found: readonly Candidate[]): PlaceOptions['fits'] {
  const { creatorCap, nearDuplicates } = variety ?? {};
  if (creatorCap === undefined && nearDuplicates === undefined) return () => true;
  const byId = new Map(found.map((candidate) => [candidate.sampleId, candidate]));
  return ({ sampleId }, before, after) => {
    const { creatorId, vector } = byId.get(sampleId)!;
    const areOfCreator = ({ sampleId: other }: RankedItem) => byId.get(other)?.creatorId === creatorId;
    if (creatorCap !== undefined) {
      const reach = creatorCap.window - 1;
      // Counted on both sides together: stricter than the cap, and right for each window around the place.
      const near = [...before.slice(-reach), ...after.slice(0, reach)].filter(areOfCreator);
      if (near.length >= creatorCap.most) return false;
    }
    if (nearDuplicates === undefined) return true;
    return ![...before, ...after].some(({ sampleId: other }) => {
      const there = byId.get(other);
      return there !== undefined && isNearDuplicate(vector, there.vector, nearDuplicates.similarity);
    });
  };
}
