import { createHash } from 'node:crypto';
import { type DomainDefinition, experimentOf, USUAL_RANKING } from '@jophiel/domain';
import { type ScoringOptions, scoringOptionsOf } from './scoring-options.ts';

/** One way to rank, and the users who get it: an experiment's, or of those who are in none. */
export interface Arm {
  /** The experiment's name; undefined for the control group. */
  readonly variant: string | undefined;
  readonly options: ScoringOptions;
}

export interface Arms {
  /** A hash of the definition's scoring, ranking, variety, experiments and exploration: a feed of another id is computed again. */
  readonly id: string;
  /** The control group's, then each experiment's. */
  readonly all: readonly Arm[];
  /** The way of the definition itself, which the users of no experiment get. */
  readonly control: Arm;
  of(userId: string): Arm;
}

/** The ways to rank that a definition knows, side by side. */
export function armsOf(domain: DomainDefinition): Arms {
  const { experiments = [] } = domain;
  const control = { variant: undefined, options: scoringOptionsOf(domain) };
  const variants = new Map(
    experiments.map(({ name, scoring, ranking = domain.ranking, variety = domain.variety }) => {
      const own = {
        ...domain,
        scoring: { ...domain.scoring, ...scoring },
        ...(ranking === undefined ? {} : { ranking }),
        ...(variety === undefined ? {} : { variety }),
      };
      return [name, { variant: name, options: scoringOptionsOf(own) }];
    }),
  );
  return {
    id: createHash('sha256')
      .update(JSON.stringify(rankingOf(domain)))
      .digest('hex')
      .slice(0, 16),
    all: [control, ...variants.values()],
    control,
    of(userId) {
      const experiment = experimentOf(experiments, userId);
      return experiment === undefined ? control : variants.get(experiment.name)!;
    },
  };
}

/** What makes feeds differ. Without exploration it is what it was before there was any, so no feed is computed again. */
function rankingOf({
  scoring,
  ranking = USUAL_RANKING,
  variety,
  experiments = [],
  exploration,
}: DomainDefinition): unknown[] {
  return [scoring, ranking, variety, experiments, ...(exploration === undefined ? [] : [exploration])];
}
