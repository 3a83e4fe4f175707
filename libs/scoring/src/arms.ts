import { createHash } from 'node:crypto';
import { type DomainDefinition, experimentOf } from '@jophiel/domain';
import { type ScoringOptions, scoringOptionsOf } from './scoring-options.ts';

/** One way to rank, and the users who get it: an experiment's, or of those who are in none. */
export interface Arm {
  /** The experiment's name; undefined for the control group. */
  readonly variant: string | undefined;
  readonly options: ScoringOptions;
}

export interface Arms {
  /** Changes with the definition's scoring, variety and experiments, so that a feed can tell by what it was ranked. */
  readonly id: string;
  /** The way of the definition itself, which the users of no experiment get. */
  readonly control: Arm;
  of(userId: string): Arm;
}

/** The ways to rank that a definition knows, side by side. */
export function armsOf(domain: DomainDefinition): Arms {
  const { experiments = [] } = domain;
  const control = { variant: undefined, options: scoringOptionsOf(domain) };
  const variants = new Map(
    experiments.map(({ name, scoring, variety = domain.variety }) => {
      const own = {
        ...domain,
        scoring: { ...domain.scoring, ...scoring },
        ...(variety === undefined ? {} : { variety }),
      };
      return [name, { variant: name, options: scoringOptionsOf(own) }];
    }),
  );
  return {
    id: createHash('sha256')
      .update(JSON.stringify([domain.scoring, domain.variety, experiments]))
      .digest('hex')
      .slice(0, 16),
    control,
    of(userId) {
      const experiment = experimentOf(experiments, userId);
      return experiment === undefined ? control : variants.get(experiment.name)!;
    },
  };
}
