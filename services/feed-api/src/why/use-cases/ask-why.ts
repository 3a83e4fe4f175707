import { JophielError } from '@jophiel/errors';
import { listenerForItems } from '@jophiel/candidates';
import { anonymousListener, explainScore, learnedIn, type LearnedParts, type Listener } from '@jophiel/scoring';
import { learnedFactors } from '@jophiel/domain';
import { becauseOf } from '../../shared/core/because.ts';
import type { Explanation } from '../../shared/use-cases/explain.ts';
import { explorationIn, type Feed } from '../../shared/core/feed.ts';
import { seedTerms } from '../core/seed-terms.ts';
import { type Contribution, contributionsTo } from '../core/signal.ts';
import { type Absence, absencesOf } from '../core/reasons.ts';
import { loadSeeds } from '../statements/load-seeds.ts';
import { loadSignals } from '../statements/load-signals.ts';
import { loadTaste } from '../statements/load-taste.ts';
import { loadRanking, type Ranking } from '../../shared/statements/load-ranking.ts';
import { loadSamples, type StoredSample } from '../../shared/statements/load-samples.ts';
import { readFeed } from '../../feed/use-cases/choose-feed.ts';
import { type Candidacy, candidacyOf } from './candidacy-of.ts';
import type { WhyContext } from './why-context.ts';

export interface Why {
  readonly generatedAt: Date;
  /** From 1; undefined when it is not in the feed. */
  readonly rank: number | undefined;
  readonly score: number | undefined;
  readonly scoreFinal: number | undefined;
  readonly explanation: Explanation | undefined;
  /** What is learned now; undefined where it is as stored with the feed. */
  readonly learnedNow: LearnedParts | undefined;
  readonly candidacy: Candidacy;
  readonly contributions: readonly Contribution[];
  readonly absences: readonly Absence[];
}

const MAX_CONTRIBUTIONS = 5;

/** @throws JophielError NOT_FOUND for a sample that no event has mentioned */
export async function askWhy(userId: string, sampleId: string, context: WhyContext): Promise<Why> {
  const { database, arms, popularity } = context;
  const [sample] = await loadSamples(database, [sampleId]);
  if (sample === undefined)
    throw new JophielError('NOT_FOUND', `There is no sample ${sampleId}: nothing was ever told of it.`);
  const scoring = arms.of(userId).options;
  const { listener = anonymousListener(userId), voices } = await listenerForItems(
    database,
    userId,
    [sampleId],
    scoring,
  );
  const feed = await readFeed(userId, context);
  const ranking = feed.version === 0 ? undefined : await loadRanking(database, userId);
  const isDecided = listener.decided.has(sample.duplicateOf ?? sampleId);
  const isComparable = sample.layout === scoring.layout.id;
  const scene = {
    popularity: popularity(),
    diversity: ranking?.diversity.get(sampleId) ?? 0,
    exploration: explorationIn(feed).get(sampleId),
    now: (ranking?.rankedAt ?? feed.generatedAt).getTime(),
  };
  // A decision on the original counts for the copy.
  const deciding = { ...listener, decided: new Set(isDecided ? [sampleId] : []) };
  const stored = ranking?.learned.get(sampleId);
  const explainedBy = (learned: LearnedParts | undefined): Explanation => {
    const explained = explainScore(deciding, sample, scoring, { ...scene, learned });
    return { ...explained, because: becauseOf(explained, voices.get(sampleId)) };
  };
  const explanation = isComparable ? explainedBy(stored) : undefined;
  const candidacy = await candidacyOf(sample, listener, scoring, context);
  const place = feed.sampleIds.indexOf(sampleId);
  return {
    generatedAt: feed.generatedAt,
    rank: place === -1 ? undefined : place + 1,
    score: feed.scores[place],
    scoreFinal: feed.scoreFinals[place],
    explanation,
    learnedNow: isComparable && stored !== undefined ? learnedNow(explainedBy(undefined), stored) : undefined,
    candidacy,
    contributions: isComparable ? await contributionsFor(sample, userId, context) : [],
    absences:
      place === -1 ? absencesFor(sample, { listener, feed, ranking, isDecided, candidacy, explanation }, context) : [],
  };
}

/** Differences below this are those of stored numbers. */
const SAME = 1e-9;

function learnedNow({ parts }: Explanation, stored: LearnedParts): LearnedParts | undefined {
  const now = learnedIn(parts);
  return learnedFactors.every((name) => Math.abs(now[name] - stored[name]) < SAME) ? undefined : now;
}

async function contributionsFor(
  { vector }: StoredSample,
  userId: string,
  { database, domain, arms }: WhyContext,
): Promise<Contribution[]> {
  const { layout, calculator } = arms.of(userId).options;
  const taste = await loadTaste(database, userId, layout);
  if (taste === undefined) return [];
  const [signals, seeds] = await Promise.all([
    loadSignals(database, { userId, layout: layout.id, at: taste.at }, domain),
    loadSeeds(database, userId),
  ]);
  const terms = seedTerms(seeds, domain, layout, taste.at);
  return contributionsTo(vector, signals, terms === undefined ? [] : [terms], layout.dimensions)
    .slice(0, MAX_CONTRIBUTIONS)
    .map((each) => ({ ...each, similarity: each.similarity * calculator.similarityWeight }));
}

function absencesFor(
  sample: StoredSample,
  known: {
    readonly listener: Listener;
    readonly feed: Feed;
    readonly ranking: Ranking | undefined;
    readonly isDecided: boolean;
    readonly candidacy: Candidacy;
    readonly explanation: Explanation | undefined;
  },
  { domain, arms }: WhyContext,
): Absence[] {
  const { listener, feed, ranking, isDecided, candidacy, explanation } = known;
  const hidesOwn = arms.of(listener.userId).options.variety?.hideOwnItems === true;
  const isFull = ranking !== undefined && ranking.sampleIds.length >= domain.feed.size;
  return absencesOf({
    isRemoved: sample.isRemoved,
    duplicateOf: sample.duplicateOf,
    layout: sample.layout,
    currentLayout: arms.control.options.layout.id,
    isDecided,
    isHiddenOwn: hidesOwn && sample.creatorId === listener.userId,
    feed:
      ranking === undefined
        ? undefined
        : {
            rankedAt: ranking.rankedAt,
            isOutOfDate: listener.profileVersion > ranking.profileVersion,
            lastScore: isFull ? feed.scores.at(-1) : undefined,
          },
    publishedAt: new Date(sample.publishedAt),
    isCandidate: candidacy.isFound,
    score: explanation?.score ?? 0,
  });
}
