import { inChunks } from '@jophiel/events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CandidateSource, listenersOf, requestFor } from '@jophiel/candidates';
import type { WeightTable } from '@jophiel/learning';
import type { Timings } from '@jophiel/observability';
import type { Executor } from '@jophiel/postgres';
import {
  type Arms,
  type Candidate,
  type Explored,
  type Listener,
  rankFeed,
  type ScoringOptions,
} from '@jophiel/scoring';
import { byTaste } from '../core/by-taste.ts';
import type { FeedVersion, NewFeed } from '../core/stored-feed.ts';
import { loadShown } from '../statements/load-shown.ts';
import { type ChanceSource, type Drawn, drawFor, placeDrawn, withDrawn } from './explore.ts';

export interface RankingContext {
  readonly arms: Arms;
  readonly candidates: CandidateSource;
  readonly popularity: () => ReadonlyMap<string, number>;
  readonly popular: () => readonly string[];
  /** Undefined while the learned weights are being read. */
  readonly learned: () => WeightTable | undefined;
  readonly timings: Timings;
  readonly chances?: ChanceSource;
}

export interface MadeFeed extends NewFeed {
  readonly taste: Float32Array | undefined;
  /** Items for which it took a chance. */
  readonly taken: readonly string[];
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
  const { arms, candidates, chances, timings } = context;
  const feeds: MadeFeed[] = [];
  const groups = inChunks(byTaste(listeners), USERS_PER_SEARCH);
  for (const group of groups) {
    const drawn = group.map(({ userId }) => drawFor(userId, arms.of(userId).options, stored.get(userId), chances));
    const requests = group.map((listener, index) =>
      withDrawn(requestFor(listener, arms.of(listener.userId).options, context.popular()), drawn[index]),
    );
    const found = await timings.measure('candidates', async () => candidates.find(requests));
    for (const [index, listener] of group.entries()) {
      const { variant, options } = arms.of(listener.userId);
      const { items, taken } = rank(listener, found[index]!, drawn[index], now, context);
      feeds.push({
        userId: listener.userId,
        items,
        profileVersion: listener.profileVersion,
        layout: options.layout.id,
        scoring: arms.id,
        variant,
        generatedAt: now,
        rankedAt: now,
        replaces: stored.get(listener.userId)?.version ?? 0,
        taste: listener.taste,
        taken,
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
  { arms, learned }: Pick<RankingContext, 'arms' | 'learned'>,
  now: Date,
): Promise<Listener[]> {
  const byExposures = Map.groupBy(userIds, (userId) => arms.of(userId).options.exposures);
  const [listeners, ...shownByUser] = await Promise.all([
    listenersOf(transaction, userIds, learningOptions(arms), learned()),
    ...Array.from(byExposures, ([exposures, users]) =>
      exposures === undefined ? new Map<string, never>() : loadShown(transaction, users, exposures, now),
    ),
  ]);
  return listeners.map((listener) => {
    const shown = shownByUser.map((byUser) => byUser.get(listener.userId)).find((each) => each !== undefined);
    return shown === undefined ? listener : { ...listener, shown };
  });
}

/** The options of an arm that learns, if there is one: what users like is read for all arms. */
export function learningOptions({ all, control }: Arms): ScoringOptions {
  return (all.find(({ options }) => options.calculator.learns) ?? control).options;
}

function rank(
  listener: Listener,
  found: readonly Candidate[],
  drawn: Drawn | undefined,
  now: Date,
  { arms, popularity, timings, chances }: RankingContext,
): Explored {
  const { calculator, variety, exploration, feedSize: size } = arms.of(listener.userId).options;
  return timings.measureSync('rank', () => {
    const options = { calculator, variety, popularity: popularity(), size, now: now.getTime() };
    const ranked = rankFeed(listener, found, options);
    return placeDrawn(listener, ranked, found, drawn, { ...options, exploration, ...(chances && { chances }) });
  });
}
