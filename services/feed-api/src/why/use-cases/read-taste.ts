import { seedTrait } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import type { Executor } from '@jophiel/postgres';
import { type DescribedFeature, describeTaste, type Leaning } from '../core/describe-taste.ts';
import { seedTerms } from '../core/seed-terms.ts';
import type { Signal } from '../core/signal.ts';
import { loadLabels } from '../statements/load-labels.ts';
import { loadSeeds, type Seeds } from '../statements/load-seeds.ts';
import { loadSignals } from '../statements/load-signals.ts';
import { loadTaste } from '../statements/load-taste.ts';
import type { SharedContext } from '../../shared/use-cases/shared-context.ts';

export interface ReadableTaste {
  readonly version: number;
  readonly at: Date;
  readonly features: readonly DescribedFeature[];
  readonly signals: readonly Signal[];
  /** Undefined for a user who never chose, and where seeds are off. */
  readonly seeds: Seeds | undefined;
}

const MAX_SIGNALS_SHOWN = 20;

/** @throws JophielError NOT_FOUND for a user without a taste */
export async function readTaste(
  userId: string,
  { database, domain, arms }: Pick<SharedContext, 'database' | 'domain' | 'arms'>,
): Promise<ReadableTaste> {
  const { layout } = arms.control.options;
  const stored = await loadTaste(database, userId, layout);
  if (stored === undefined)
    throw new JophielError(
      'NOT_FOUND',
      `Nothing is known of the taste of user ${userId}: no interaction of theirs with an analysed sample counts, and no seed.`,
    );
  const [signals, seeds] = await Promise.all([
    loadSignals(database, { userId, layout: layout.id, at: stored.at }, domain),
    seedTrait(domain) === undefined ? undefined : loadSeeds(database, userId),
  ]);
  const terms = seedTerms(seeds, domain, layout, stored.at);
  const features = describeTaste(domain, layout, stored.taste, terms === undefined ? signals : [...signals, terms]);
  return {
    version: stored.version,
    at: new Date(stored.at),
    features: await withLabels(database, features),
    signals: signals.slice(0, MAX_SIGNALS_SHOWN),
    seeds,
  };
}

/** A token has no spaces; the catalogue has the spelling. */
async function withLabels(database: Executor, features: readonly DescribedFeature[]): Promise<DescribedFeature[]> {
  const tokens = features.flatMap((each) => (each.kind === 'terms' ? [...each.liked, ...each.avoided] : []));
  const labels = await loadLabels(
    database,
    tokens.map(({ token }) => token),
  );
  const labelled = (leaning: Leaning) => ({ ...leaning, label: labels.get(leaning.token) ?? leaning.label });
  return features.map((each) =>
    each.kind === 'terms' ? { ...each, liked: each.liked.map(labelled), avoided: each.avoided.map(labelled) } : each,
  );
}
