import { listenersOf } from '@jophiel/candidates';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Executor } from '@jophiel/postgres';
import { type Candidate, type Listener, rankFeed, type RankOptions, recallOf } from '@jophiel/scoring';
import type { RankingContext } from './make-feeds.ts';
import { loadFeed } from '../statements/load-feed.ts';
import { loadShown } from '../statements/load-shown.ts';
import { scanCandidates } from '../statements/scan-candidates.ts';

/** Small, because scoring them blocks the process. */
const ITEMS_AT_ONCE = 1_000;
/** Pauses 4 times as long as it works: the result is not urgent, other work is. */
const REST_PER_WORK = 4;
/** Variety reorders this many of the best by ScoreFinal, as a multiple of the feed's size. */
const BEST_PER_PLACE = 10;

export interface RecallContext extends Pick<RankingContext, 'arms' | 'popularity' | 'learned'> {
  readonly learnedAt: () => number;
}

/**
 * The recall of a user's stored feed, from a scan of the whole catalogue. Items that exploration placed are no part of it.
 * @returns from 0 to 1; undefined without a feed or taste, or when the feed is of another profile or definition, or
 * what is learned changed since it was ranked
 */
export async function measureRecall(
  executor: Executor,
  userId: string,
  { arms, popularity, learned, learnedAt }: RecallContext,
): Promise<number | undefined> {
  const { options } = arms.of(userId);
  const feed = await loadFeed(executor, userId);
  const [listener] = await listenersOf(executor, [userId], options, learned());
  if (feed === undefined || listener?.taste === undefined) return undefined;
  if (feed.profileVersion !== listener.profileVersion || feed.scoring !== arms.id) return undefined;
  if (feed.layout !== options.layout.id) return undefined;
  if (options.calculator.learns && learnedAt() > feed.rankedAt.getTime()) return undefined;

  const { exposures } = options;
  const shown =
    exposures === undefined ? undefined : (await loadShown(executor, [userId], exposures, feed.rankedAt)).get(userId);
  const ranking = { calculator: options.calculator, popularity: popularity(), now: feed.rankedAt.getTime() };
  const best = await bestOfAll(executor, options.layout.id, listener, {
    ...ranking,
    size: BEST_PER_PLACE * options.feedSize,
  });
  const truth = rankFeed({ ...listener, ...(shown === undefined ? {} : { shown }) }, best, {
    ...ranking,
    variety: options.variety,
    size: options.feedSize - feed.explored,
  });
  return recallOf(feed.items, truth);
}

/** The best by ScoreFinal; only these are held in memory. */
async function bestOfAll(
  executor: Executor,
  layout: string,
  listener: Listener,
  ranking: RankOptions,
): Promise<Candidate[]> {
  let best: Candidate[] = [];
  for (let after: string | undefined = ''; after !== undefined;) {
    const startedAt = performance.now();
    const items = await scanCandidates(executor, layout, after, ITEMS_AT_ONCE);
    const both = [...best, ...items];
    const byId = new Map(both.map((candidate) => [candidate.sampleId, candidate]));
    best = rankFeed(listener, both, ranking).map(({ sampleId }) => byId.get(sampleId)!);
    after = items.length < ITEMS_AT_ONCE ? undefined : items.at(-1)?.sampleId;
    await sleep(REST_PER_WORK * (performance.now() - startedAt));
  }
  return best;
}
