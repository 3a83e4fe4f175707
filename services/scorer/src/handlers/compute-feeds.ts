import { type Envelope, feedUpdated } from '@jophiel/contracts';
import { following, type FollowingEvent } from '@jophiel/events';
import type { Timings } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import { loadFeedVersions } from '../statements/load-feed-versions.ts';
import { loadListeners } from '../statements/load-listeners.ts';
import { storeFeeds } from '../statements/store-feeds.ts';
import type { CandidateSource } from '@jophiel/candidates';
import { type Listener, rankFeed, type ScoringOptions } from '@jophiel/scoring';
import { type FeedVersion, type NewFeed, noFeed } from '../core/stored-feed.ts';

export interface FeedContext {
  readonly options: ScoringOptions;
  readonly candidates: CandidateSource;
  readonly popularity: () => ReadonlyMap<string, number>;
  readonly timings: Timings;
}

export interface FeedRequest {
  readonly userId: string;
  readonly cause: Envelope;
  /** A stored feed of this profile version or a later one is good enough; undefined computes it anyway. */
  readonly atLeast: number | undefined;
}

const MOST_ATTEMPTS = 3;

/**
 * Computes and stores feeds, for a reaction as for the batch. Candidates are sought and scored without any lock; at the
 * end a feed is replaced only if nobody else replaced it meanwhile. Who lost against a feed of the same or a later
 * profile has nothing to add; who lost against an older one tries again.
 */
export async function computeFeeds(
  requests: readonly FeedRequest[],
  { transaction, now }: { transaction: Executor; now: Date },
  context: FeedContext,
): Promise<FollowingEvent[]> {
  const causes = new Map(requests.map(({ userId, cause }) => [userId, cause]));
  const updated: FollowingEvent[] = [];
  let open = new Map(requests.map((request) => [request.userId, request.atLeast]));
  for (let attempt = 0; attempt < MOST_ATTEMPTS && open.size > 0; attempt++) {
    const stored = await loadFeedVersions(transaction, [...open.keys()]);
    const isDone = (userId: string, atLeast: number | undefined) =>
      atLeast !== undefined && (stored.get(userId) ?? noFeed).profileVersion >= atLeast;
    const userIds = [...open].filter(([userId, atLeast]) => !isDone(userId, atLeast)).map(([userId]) => userId);
    const feeds = await makeFeeds(userIds, stored, { transaction, now }, context);
    const replaced = await context.timings.measure('store-feeds', async () => storeFeeds(transaction, feeds));
    for (const feed of feeds)
      if (replaced.has(feed.userId)) updated.push(updatedEvent(feed, causes.get(feed.userId)!, now));
    open = new Map(
      feeds.filter(({ userId }) => !replaced.has(userId)).map(({ userId, profileVersion }) => [userId, profileVersion]),
    );
  }
  return updated;
}

async function makeFeeds(
  userIds: readonly string[],
  stored: ReadonlyMap<string, FeedVersion>,
  { transaction, now }: { transaction: Executor; now: Date },
  { options, candidates, popularity, timings }: FeedContext,
): Promise<NewFeed[]> {
  if (userIds.length === 0) return [];
  const listeners = await loadListeners(transaction, userIds, options);
  const feeds: NewFeed[] = [];
  for (const listener of listeners) {
    const found = await timings.measure('candidates', async () =>
      candidates.find(requestOf(listener, options.feedSize)),
    );
    const items = timings.measureSync('rank', () =>
      rankFeed(listener, found, {
        calculator: options.calculator,
        popularity: popularity(),
        size: options.feedSize,
        now: now.getTime(),
      }),
    );
    feeds.push({
      userId: listener.userId,
      items,
      profileVersion: listener.profileVersion,
      layout: options.layout.id,
      generatedAt: now,
      replaces: (stored.get(listener.userId) ?? noFeed).version,
    });
  }
  return feeds;
}

function requestOf({ taste, followedCreators, decided }: Listener, wanted: number) {
  return { taste, followedCreators: [...followedCreators], decided, wanted };
}

function updatedEvent(feed: NewFeed, cause: Envelope, now: Date): FollowingEvent {
  const payload = {
    user_id: feed.userId,
    version: feed.replaces + 1,
    profile_version: feed.profileVersion,
    generated_at: feed.generatedAt.toISOString(),
    size: feed.items.length,
  };
  return following(feedUpdated, payload, cause, { service: 'scorer', now, key: feed.userId });
}
