import { type Envelope, feedUpdated } from '@jophiel/contracts';
import { causedBy, type CausedEvent, inChunks } from '@jophiel/events';
import type { Executor } from '@jophiel/postgres';
import { loadFeedVersions } from '../statements/load-feed-versions.ts';
import { loadItems } from '../statements/load-items.ts';
import { storeAudienceTokens } from '../statements/store-audience-tokens.ts';
import { storeFeeds } from '../statements/store-feeds.ts';
import { touchFeeds } from '../statements/touch-feeds.ts';
import type { Catalogue } from '@jophiel/candidates';
import { type FeedVersion, isOfSameOrigin, isUnchanged, type NewFeed } from '../core/stored-feed.ts';
import { audienceTokens } from './audience-tokens.ts';
import { loadWithShown, type MadeFeed, makeFeeds, type RankingContext } from './make-feeds.ts';

export interface FeedContext extends RankingContext {
  readonly catalogue: () => Promise<Catalogue>;
  /** Told of every feed that was stored, and of the experiment its user is in. */
  readonly onStored: (variant: string | undefined, userId: string) => void;
  /** Told of how many feeds were found to be as they are stored. */
  readonly onUnchanged: (feeds: number) => void;
}

/** To read or write more by one statement would hold up a reaction that this process is also at. */
const FEEDS_AT_ONCE = 32;

export interface FeedRequest {
  readonly userId: string;
  readonly cause: Envelope;
  /** A stored feed of this profile version or a later one is good enough; undefined computes it anyway. */
  readonly atLeast: number | undefined;
}

/**
 * Computes feeds, for a reaction as for the batch, and stores those that changed. Candidates are sought and scored
 * without any lock; at the end a feed is replaced only if nobody else replaced it meanwhile. Who lost against a feed of
 * the same or a later profile has nothing to add; who lost against an older one tries again, and wins: to have lost is
 * to hold the row locked, because `ON CONFLICT` locks it also where it then changes nothing.
 * @returns the news, one of each feed that changed
 */
export async function computeFeeds(
  requests: readonly FeedRequest[],
  { transaction, now }: { transaction: Executor; now: Date },
  context: FeedContext,
): Promise<CausedEvent[]> {
  const { timings, onStored, onUnchanged } = context;
  const causes = new Map(requests.map(({ userId, cause }) => [userId, cause]));
  const updated: CausedEvent[] = [];
  let open = new Map<string, number | undefined>(requests.map(({ userId, atLeast }) => [userId, atLeast]));
  while (open.size > 0) {
    const users = [...open.keys()];
    // In this order: what a profile may have that came after the version of the feed is found out when the feed is replaced.
    const [stored, listeners] = await Promise.all([
      loadFeedVersions(transaction, users),
      loadWithShown(transaction, users, context.arms, now),
    ]);
    const isDone = (userId: string, atLeast: number | undefined) =>
      atLeast !== undefined && (stored.get(userId)?.profileVersion ?? 0) >= atLeast;
    const toRank = listeners.filter(({ userId }) => !isDone(userId, open.get(userId)));
    const feeds = await makeFeeds(toRank, stored, now, context);
    const { changed, unchanged } = await compareFeeds(feeds, stored, transaction);
    await touchFeeds(transaction, unchanged);
    onUnchanged(unchanged.length);
    open = new Map();
    for (const group of inChunks(inStoredOrder(changed), FEEDS_AT_ONCE)) {
      const replaced = await timings.measure('store-feeds', async () => storeFeeds(transaction, group));
      const { made = [], lost = [] } = Object.groupBy(group, ({ userId }) => (replaced.has(userId) ? 'made' : 'lost'));
      await storeTokens(transaction, made, context);
      for (const feed of made) {
        updated.push(updatedEvent(feed, causes.get(feed.userId)!, now));
        onStored(feed.variant, feed.userId);
      }
      for (const { userId, profileVersion } of lost) open.set(userId, profileVersion);
    }
  }
  return updated;
}

/** Which of the feeds differ from the stored ones: another profile makes another feed in any case. */
async function compareFeeds(
  feeds: readonly MadeFeed[],
  stored: ReadonlyMap<string, FeedVersion>,
  executor: Executor,
): Promise<{ changed: MadeFeed[]; unchanged: MadeFeed[] }> {
  const comparable = feeds.filter((feed) => {
    const former = stored.get(feed.userId);
    return former !== undefined && isOfSameOrigin(feed, former);
  });
  const unchanged = new Set<MadeFeed>();
  for (const group of inChunks(comparable, FEEDS_AT_ONCE)) {
    const userIds = group.map(({ userId }) => userId);
    const items = await loadItems(executor, userIds);
    for (const feed of group) if (isUnchanged(feed.items, items.get(feed.userId) ?? [])) unchanged.add(feed);
  }
  return { changed: feeds.filter((feed) => !unchanged.has(feed)), unchanged: [...unchanged] };
}

/** Rows are locked in one order by everybody, so that none waits for another who waits for them. */
function inStoredOrder(feeds: readonly MadeFeed[]): MadeFeed[] {
  return feeds.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
}

/** By which tokens new items find the users of these feeds. */
async function storeTokens(
  transaction: Executor,
  feeds: readonly MadeFeed[],
  { arms, catalogue }: FeedContext,
): Promise<void> {
  if (feeds.length === 0) return;
  const known = await catalogue();
  const { feedSize } = arms.control.options;
  await storeAudienceTokens(
    transaction,
    feeds.map(({ userId, taste }) => ({
      userId,
      tokens: taste === undefined ? [] : audienceTokens(known, taste, feedSize),
    })),
  );
}

export function updatedEvent(feed: NewFeed, cause: Envelope, now: Date): CausedEvent {
  const payload = {
    user_id: feed.userId,
    version: feed.replaces + 1,
    profile_version: feed.profileVersion,
    generated_at: feed.generatedAt.toISOString(),
    size: feed.items.length,
  };
  return causedBy(feedUpdated, payload, cause, { service: 'scorer', now, key: feed.userId });
}
