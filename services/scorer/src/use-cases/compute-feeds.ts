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
import { chancesFor } from './explore.ts';
import { loadWithShown, type MadeFeed, makeFeeds, type RankingContext } from './make-feeds.ts';

export interface FeedContext extends RankingContext {
  readonly catalogue: () => Promise<Catalogue>;
  readonly onStored: (variant: string | undefined, userId: string) => void;
  /** Called with the number of feeds that were found unchanged. */
  readonly onUnchanged: (feeds: number) => void;
}

/** Larger statements would delay a reaction in the same process. */
const MAX_FEEDS_PER_STATEMENT = 32;

export interface FeedRequest {
  readonly userId: string;
  readonly cause: Envelope;
  /** Skips users whose stored feed has this profile version or a later one; undefined computes always. */
  readonly atLeast: number | undefined;
}

/**
 * Computes feeds, for reactions and for the batch, and stores the changed ones. Searching and ranking hold no lock; a
 * feed is replaced only if no other writer replaced it meanwhile.
 * If another writer stored the same or a newer profile, we are done. If it stored an older one, retry; the retry
 * succeeds because ON CONFLICT has locked the row.
 * @returns one event per changed feed
 */
export async function computeFeeds(
  requests: readonly FeedRequest[],
  { transaction, now }: { transaction: Executor; now: Date },
  context: FeedContext,
): Promise<CausedEvent[]> {
  const { arms, timings, onStored, onUnchanged, chances } = context;
  // A reaction does not: it takes the chances that are there.
  const mayWait = requests.every(({ atLeast }) => atLeast === undefined);
  const causes = new Map(requests.map(({ userId, cause }) => [userId, cause]));
  const updated: CausedEvent[] = [];
  let open = new Map<string, number | undefined>(requests.map(({ userId, atLeast }) => [userId, atLeast]));
  while (open.size > 0) {
    const users = [...open.keys()];
    // Feeds before profiles: a profile that changes between the two reads is detected when the feed is replaced.
    const [stored, listeners] = await Promise.all([
      loadFeedVersions(transaction, users),
      loadWithShown(transaction, users, context, now),
    ]);
    const isDone = (userId: string, atLeast: number | undefined) =>
      atLeast !== undefined && (stored.get(userId)?.profileVersion ?? 0) >= atLeast;
    const toRank = listeners.filter(({ userId }) => !isDone(userId, open.get(userId)));
    if (mayWait) await chances?.ready(chancesFor(users, arms));
    const feeds = await makeFeeds(toRank, stored, now, context);
    const { changed, unchanged } = await compareFeeds(feeds, stored, transaction);
    await touchFeeds(transaction, unchanged);
    onUnchanged(unchanged.length);
    for (const { taken } of unchanged) chances?.giveBack(taken);
    open = new Map();
    for (const group of inChunks(inStoredOrder(changed), MAX_FEEDS_PER_STATEMENT)) {
      const replaced = await timings.measure('store-feeds', async () => storeFeeds(transaction, group));
      const { made = [], lost = [] } = Object.groupBy(group, ({ userId }) => (replaced.has(userId) ? 'made' : 'lost'));
      await storeTokens(transaction, made, context);
      for (const feed of made) {
        updated.push(updatedEvent(feed, causes.get(feed.userId)!, now));
        onStored(feed.variant, feed.userId);
        chances?.given(feed.taken);
      }
      for (const { userId, profileVersion, taken } of lost) {
        open.set(userId, profileVersion);
        chances?.giveBack(taken);
      }
    }
  }
  return updated;
}

/** Feeds that differ from the stored ones; another profile always makes another feed. */
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
  for (const group of inChunks(comparable, MAX_FEEDS_PER_STATEMENT)) {
    const userIds = group.map(({ userId }) => userId);
    const items = await loadItems(executor, userIds);
    for (const feed of group) if (isUnchanged(feed.items, items.get(feed.userId) ?? [])) unchanged.add(feed);
  }
  return { changed: feeds.filter((feed) => !unchanged.has(feed)), unchanged: [...unchanged] };
}

/** All writers lock rows in this order, so that they cannot deadlock. */
function inStoredOrder(feeds: readonly MadeFeed[]): MadeFeed[] {
  return feeds.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
}

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
