import { appliedExploration, type DomainDefinition, exploredPlaces } from '@jophiel/domain';
import { drawNew, hashOf, placeNew, type RankedItem } from '@jophiel/scoring';
import { blendedFactors, type InProcessModel, learnInProcess } from '../in-process/in-process-model.ts';
import { giniOf } from '../metrics/catalogue-metrics.ts';
import { bestOf } from '../recommend.ts';
import type { Rounds } from './rounds-of.ts';

const MS_PER_DAY = 86_400_000;
const DRAWN_PER_PLACE = 2;

export interface SimulationOptions {
  readonly definition: DomainDefinition;
  readonly rounds: number;
  /** Places of a feed; its user sees all of them in each round. */
  readonly size: number;
  readonly onRound?: (round: number) => void;
}

/** What all feeds of all rounds did. */
export interface SimulationResult {
  /** Share of all places that showed an item which was published during the rounds. */
  readonly shareOfNew: number;
  /** Share of such items that anybody saw. */
  readonly newReached: number;
  /** Inequality of how often items were shown, from 0 to 1. */
  readonly gini: number;
  /** Number of creators of whom anybody saw an item. */
  readonly creators: number;
  /** Share of what users would choose that they have seen and chosen at the end. */
  readonly found: number;
  /** Chances that were given: 0 without exploration. */
  readonly chances: number;
}

interface Place {
  readonly number: number;
  readonly sampleId: string;
}

/**
 * Rounds of feedback: each learns from all choices so far, shows every user a feed without what they chose, and adds what
 * they choose of it, which is all that they like. Follows the rules of the services for scores and exploration; there is
 * no variety, so nothing fades.
 */
export async function simulateRounds(
  { dataSet, newItems, startsAt }: Rounds,
  { definition, rounds, size, onRound }: SimulationOptions,
): Promise<SimulationResult> {
  const exploration = appliedExploration(definition);
  const places = exploration === undefined ? [] : exploredPlaces(exploration.share, size);
  const items = dataSet.items.map((item, number) => ({ ...item, number, sampleId: item.id, hash: hashOf(item.id) }));
  const numberOf = new Map(items.map(({ id, number }) => [id, number]));
  const users = [...new Set([...dataSet.train, ...dataSet.test].map(({ user }) => user))];
  const train = [...dataSet.train];
  const known = ofUsers(users, dataSet.train);
  const hidden = ofUsers(users, dataSet.test);
  const chances = new Map<string, number>();
  const former = new Map<string, ReadonlySet<string>>();
  const shown = new Uint32Array(items.length);
  const feedOf = (user: string, model: InProcessModel, now: number): RankedItem[] => {
    const scores = scoresOf(model, user, definition, { items, now });
    for (const { id, number, publishedAt } of items)
      if (publishedAt > now || known.get(user)!.has(id)) scores[number] = Number.NEGATIVE_INFINITY;
    const ranked = (place: Place): RankedItem => {
      const score = scores[place.number]!;
      return { sampleId: place.sampleId, scoreFinal: score, score };
    };
    const feed = Array.from(bestOf(scores, size), (number) => ranked(items[number]!));
    if (exploration === undefined) return feed;
    const isPlaced = new Set(feed.map(({ sampleId }) => sampleId));
    const kept = former.get(user) ?? new Set<string>();
    const oldest = now - exploration.publishedWithinDays * MS_PER_DAY;
    const open = items.filter(({ number, publishedAt }) => publishedAt >= oldest && Number.isFinite(scores[number]!));
    const left = open
      .map((item) => ({ ...item, chances: chances.get(item.id) ?? 0 }))
      .filter((item) => item.chances < exploration.maxChances);
    const drawn = new Set(drawNew(user, left, DRAWN_PER_PLACE * places.length));
    const news = open
      .filter(({ id }) => (kept.has(id) || drawn.has(id)) && !isPlaced.has(id))
      .map(ranked)
      .sort((a, b) => Number(kept.has(b.sampleId)) - Number(kept.has(a.sampleId)) || b.score - a.score);
    const take = (id: string) => {
      if (!kept.has(id)) chances.set(id, (chances.get(id) ?? 0) + 1);
      return true;
    };
    const placed = placeNew(feed, news, { places, size, fits: () => true, take });
    former.set(user, new Set(placed.flatMap((each) => (each.exploration === undefined ? [] : [each.sampleId]))));
    return placed;
  };
  for (let round = 0; round < rounds; round++) {
    const now = startsAt + round * MS_PER_DAY;
    const model = await learnInProcess({ ...dataSet, train }, { definition, now });
    for (const user of users) {
      const feed = feedOf(user, model, now);
      for (const { sampleId: item } of feed) {
        shown[numberOf.get(item)!]! += 1;
        if (!hidden.get(user)!.has(item) || known.get(user)!.has(item)) continue;
        known.get(user)!.add(item);
        train.push({ user, item, at: now });
      }
    }
    onRound?.(round + 1);
  }
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
  const fresh = items.filter(({ id }) => newItems.has(id)).map(({ number }) => shown[number]!);
  return {
    shareOfNew: sum(fresh) / sum(shown),
    newReached: fresh.filter((times) => times > 0).length / fresh.length,
    gini: giniOf(shown),
    creators: new Set(items.flatMap(({ number, creatorId }) => (shown[number]! > 0 ? [creatorId] : []))).size,
    found: (train.length - dataSet.train.length) / dataSet.test.length,
    chances: sum(chances.values()),
  };
}

/** ScoreFinal and what is learned, without following: the columns have the weight 1. */
function scoresOf(
  model: InProcessModel,
  user: string,
  { scoring }: DomainDefinition,
  { items, now }: { readonly items: readonly { readonly publishedAt: number }[]; readonly now: number },
): Float64Array {
  const columns = model.columns(user);
  const { novelty, noveltyHalfLifeDays } = scoring;
  return Float64Array.from(items, ({ publishedAt }, item) => {
    let score = novelty * 0.5 ** (Math.max(now - publishedAt, 0) / (noveltyHalfLifeDays * MS_PER_DAY));
    for (const factor of blendedFactors) score += (scoring[factor] ?? 0) * columns[factor][item]!;
    return score;
  });
}

function ofUsers(
  users: readonly string[],
  choices: readonly { readonly user: string; readonly item: string }[],
): Map<string, Set<string>> {
  const byUser = new Map(users.map((user) => [user, new Set<string>()]));
  for (const { user, item } of choices) byUser.get(user)!.add(item);
  return byUser;
}
