import { type Envelope, feedUpdated } from '@jophiel/contracts';
import { following, type FollowingEvent } from '@jophiel/events';
import type { Timings } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import { loadFeedVersions } from '../statements/load-feed-versions.ts';
import { loadListeners } from '../statements/load-listeners.ts';
import { loadShown } from '../statements/load-shown.ts';
import { type AudienceTokens, storeAudienceTokens } from '../statements/store-audience-tokens.ts';
import { storeFeeds } from '../statements/store-feeds.ts';
import type { CandidateSource, Catalogue } from '@jophiel/candidates';
import { type Arm, type Arms, type Listener, rankFeed } from '@jophiel/scoring';
import { type FeedVersion, type NewFeed, noFeed } from '../core/stored-feed.ts';
import { audienceTokens } from './audience-tokens.ts';

export interface FeedContext {
  readonly arms: Arms;
  readonly candidates: CandidateSource;
  readonly popularity: () => ReadonlyMap<string, number>;
  readonly catalogue: () => Promise<Catalogue>;
  readonly timings: Timings;
  /** Told of every feed that was stored, and of the experiment its user is in. */
  readonly onStored: (variant: string | undefined, userId: string) => void;
}

export interface FeedRequest {
  readonly userId: string;
  readonly cause: Envelope;
  /** A stored feed of this profile version or a later one is good enough; undefined computes it anyway. */
  readonly atLeast: number | undefined;
}

/**
 * Computes and stores feeds, for a reaction as for the batch. Candidates are sought and scored without any lock; at the
 * end a feed is replaced only if nobody else replaced it meanwhile. Who lost against a feed of the same or a later
 * profile has nothing to add; who lost against an older one tries again, and wins: to have lost is to hold the row
 * locked, because `ON CONFLICT` locks it also where it then changes nothing.
 */
export async function computeFeeds(
  requests: readonly FeedRequest[],
  { transaction, now }: { transaction: Executor; now: Date },
  context: FeedContext,
): Promise<FollowingEvent[]> {
  const causes = new Map(requests.map(({ userId, cause }) => [userId, cause]));
  const updated: FollowingEvent[] = [];
  let open = new Map(requests.map((request) => [request.userId, request.atLeast]));
  while (open.size > 0) {
    const stored = await loadFeedVersions(transaction, [...open.keys()]);
    const isDone = (userId: string, atLeast: number | undefined) =>
      atLeast !== undefined && (stored.get(userId) ?? noFeed).profileVersion >= atLeast;
    const userIds = [...open].filter(([userId, atLeast]) => !isDone(userId, atLeast)).map(([userId]) => userId);
    const feeds = await makeFeeds(userIds, stored, { transaction, now }, context);
    const replaced = await context.timings.measure('store-feeds', async () => storeFeeds(transaction, feeds));
    const made = feeds.filter(({ userId }) => replaced.has(userId));
    await storeAudienceTokens(transaction, made);
    for (const feed of made) {
      updated.push(updatedEvent(feed, causes.get(feed.userId)!, now));
      context.onStored(feed.variant, feed.userId);
    }
    open = new Map(
      feeds.filter(({ userId }) => !replaced.has(userId)).map(({ userId, profileVersion }) => [userId, profileVersion]),
    );
  }
  return updated;
}

type MadeFeed = NewFeed & AudienceTokens;

async function makeFeeds(
  userIds: readonly string[],
  stored: ReadonlyMap<string, FeedVersion>,
  { transaction, now }: { transaction: Executor; now: Date },
  { arms, candidates, catalogue, popularity, timings }: FeedContext,
): Promise<MadeFeed[]> {
  if (userIds.length === 0) return [];
  const { exposures } = arms.control.options;
  const listeners = await loadListeners(transaction, userIds, arms.control.options);
  const shown = exposures === undefined ? new Map() : await loadShown(transaction, userIds, exposures, now);
  const feeds: MadeFeed[] = [];
  for (const listener of listeners) {
    const { variant, options } = arms.of(listener.userId);
    const found = await timings.measure('candidates', async () => candidates.find(requestOf(listener, options)));
    const items = timings.measureSync('rank', () =>
      rankFeed({ ...listener, shown: shown.get(listener.userId) }, found, {
        calculator: options.calculator,
        variety: options.variety,
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
      scoring: arms.id,
      variant,
      generatedAt: now,
      rankedAt: now,
      replaces: (stored.get(listener.userId) ?? noFeed).version,
      tokens: listener.taste === undefined ? [] : audienceTokens(await catalogue(), listener.taste, options.feedSize),
    });
  }
  return feeds;
}

function requestOf({ taste, followedCreators, decided }: Listener, { feedSize, weights }: Arm['options']) {
  return { taste, followedCreators: [...followedCreators], decided, wanted: feedSize, weights };
}

export function updatedEvent(feed: NewFeed, cause: Envelope, now: Date): FollowingEvent {
  const payload = {
    user_id: feed.userId,
    version: feed.replaces + 1,
    profile_version: feed.profileVersion,
    generated_at: feed.generatedAt.toISOString(),
    size: feed.items.length,
  };
  return following(feedUpdated, payload, cause, { service: 'scorer', now, key: feed.userId });
}
