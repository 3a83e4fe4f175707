import type { InteractionMeaning } from '@jophiel/domain';
import { decay } from '@jophiel/vectors';
import { positionFactors } from './positions.ts';
import { type Contribution, contributionOf, type Signal } from './signal.ts';

/** An item that a user likes, all that they did with it taken together. */
export interface PositiveItem {
  /** The original, where the user met a copy. */
  readonly sampleId: string;
  /** How much, in [0, 1]: an item of the user's newest moment that was liked outright has 1. */
  readonly amount: number;
  /** Epoch ms of the newest interaction with it. */
  readonly at: number;
}

export interface PositiveItemsOptions {
  readonly meanings: ReadonlyMap<string, InteractionMeaning>;
  /** The original of a copy, and the item itself of any other. */
  readonly originalOf: (sampleId: string) => string;
  /** Whether the item is the user's own work, which says nothing of their taste. */
  readonly isOwn: (sampleId: string) => boolean;
  /** The position at which an item counts 1/e; undefined where positions do not count. See `positionFactors`. */
  readonly positionScale?: number | undefined;
}

/**
 * The positive items of one user, the newest first; equal times by id. An item is positive when its contributions add up to
 * more than 0, each decayed to the newest interaction with that item: so only an interaction with it changes that. The
 * amount is that sum, 1 at most, decayed on to the user's newest interaction: so who stays away keeps their items, and fifty
 * plays do not hide all others. Where positions count, the amount falls with the position too.
 * @param signals all of one user
 */
export function positiveItems(signals: Iterable<Signal>, options: PositiveItemsOptions): PositiveItem[] {
  const byItem = new Map<string, Contribution[]>();
  let newest = Number.NEGATIVE_INFINITY;
  for (const signal of signals) {
    const meaning = options.meanings.get(signal.interaction);
    const contribution = meaning === undefined ? undefined : contributionOf(signal, meaning);
    if (contribution === undefined || options.isOwn(signal.sampleId)) continue;
    newest = Math.max(newest, contribution.at);
    const sampleId = options.originalOf(signal.sampleId);
    const known = byItem.get(sampleId);
    if (known === undefined) byItem.set(sampleId, [contribution]);
    else known.push(contribution);
  }
  const times = new Map([...byItem].map(([sampleId, contributions]) => [sampleId, newestOf(contributions)]));
  const { positionScale } = options;
  const factors = positionScale === undefined ? undefined : positionFactors(times, positionScale);
  const positive: PositiveItem[] = [];
  for (const [sampleId, contributions] of byItem) {
    const at = times.get(sampleId)!;
    const sum = sumAt(at, contributions);
    if (sum <= 0) continue;
    const left = fading(at, newest, contributions) * (factors?.get(sampleId) ?? 1);
    positive.push({ sampleId, amount: Math.min(1, sum) * left, at });
  }
  return positive.sort((a, b) => b.at - a.at || (a.sampleId < b.sampleId ? -1 : 1));
}

function newestOf(contributions: readonly Contribution[]): number {
  return contributions.reduce((latest, { at }) => Math.max(latest, at), Number.NEGATIVE_INFINITY);
}

function sumAt(at: number, contributions: readonly Contribution[]): number {
  return contributions.reduce(
    (sum, { weight, at: since, halfLifeDays }) => sum + weight * decay(at - since, halfLifeDays),
    0,
  );
}

/** What time left of the liking from one moment to a later one, in (0, 1]; aversions do not fade it. */
function fading(from: number, to: number, contributions: readonly Contribution[]): number {
  const liked = contributions.filter(({ weight }) => weight > 0);
  return sumAt(to, liked) / sumAt(from, liked);
}
