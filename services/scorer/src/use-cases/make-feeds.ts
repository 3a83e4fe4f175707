import { inChunks } from '@jophiel/events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CandidateRequest, type CandidateSource, loadListeners } from '@jophiel/candidates';
import type { Timings } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import { type Arms, type Candidate, type Listener, rankFeed, type RankedItem } from '@jophiel/scoring';
import { byTaste } from '../core/by-taste.ts';
import type { FeedVersion, NewFeed } from '../core/stored-feed.ts';
import { loadShown } from '../statements/load-shown.ts';

export interface RankingContext {
  readonly arms: Arms;
  readonly candidates: CandidateSource;
  readonly popularity: () => ReadonlyMap<string, number>;
  readonly timings: Timings;
}

/** A feed, and the taste of its ranking. */
export interface MadeFeed extends NewFeed {
  readonly taste: Float32Array | undefined;
}

/** Their queries fit one message to the ann service and share one scan, for as long as a reaction may wait. */
const USERS_PER_SEARCH = 32;

/**
 * Ranks feeds, without any lock.
 * @param stored the feeds to replace
 */
export async function makeFeeds(
  listeners: readonly Listener[],
  stored: ReadonlyMap<string, FeedVersion>,
  now: Date,
  context: RankingContext,
): Promise<MadeFeed[]> {
  const { arms, candidates, timings } = context;
  const feeds: MadeFeed[] = [];
  const groups = inChunks(byTaste(listeners), USERS_PER_SEARCH);
  for (const group of groups) {
    const requests = group.map((listener) => requestOf(listener, arms));
    const found = await timings.measure('candidates', async () => candidates.find(requests));
    for (const [index, listener] of group.entries()) {
      const { variant, options } = arms.of(listener.userId);
      feeds.push({
        userId: listener.userId,
        items: rank(listener, found[index]!, now, context),
        profileVersion: listener.profileVersion,
        layout: options.layout.id,
        scoring: arms.id,
        variant,
        generatedAt: now,
        rankedAt: now,
        replaces: stored.get(listener.userId)?.version ?? 0,
        taste: listener.taste,
      });
      // Lets a waiting reaction run before the next user of a batch is ranked.
      await nextTurn();
    }
  }
  return feeds;
}

/** The users with a profile, and what they were shown where that fades; each arm has its own rules. */
export async function loadWithShown(
  transaction: Executor,
  userIds: readonly string[],
  arms: Arms,
  now: Date,
): Promise<Listener[]> {
  const byExposures = Map.groupBy(userIds, (userId) => arms.of(userId).options.exposures);
  const [listeners, ...shownByUser] = await Promise.all([
    loadListeners(transaction, userIds, arms.control.options),
    ...Array.from(byExposures, ([exposures, users]) =>
      exposures === undefined ? new Map<string, never>() : loadShown(transaction, users, exposures, now),
    ),
  ]);
  return listeners.map((listener) => {
    const shown = shownByUser.map((byUser) => byUser.get(listener.userId)).find((each) => each !== undefined);
    return shown === undefined ? listener : { ...listener, shown };
  });
}

function requestOf({ userId, taste, followedCreators, decided }: Listener, arms: Arms): CandidateRequest {
  const { feedSize, weights } = arms.of(userId).options;
  return { taste, followedCreators: [...followedCreators], decided, wanted: feedSize, weights };
}

function rank(
  listener: Listener,
  found: readonly Candidate[],
  now: Date,
  { arms, popularity, timings }: RankingContext,
): RankedItem[] {
  const { calculator, variety, feedSize: size } = arms.of(listener.userId).options;
  return timings.measureSync('rank', () =>
    rankFeed(listener, found, { calculator, variety, popularity: popularity(), size, now: now.getTime() }),
  );
}
