import type { DomainDefinition } from '@jophiel/domain';
import { ScoreCalculator } from './score-calculator.ts';
import { type Layout, layoutOf } from '@jophiel/vectors';

/** What scoring has to know of the domain. */
export interface ScoringOptions {
  readonly layout: Layout;
  readonly calculator: ScoreCalculator;
  readonly weights: DomainDefinition['scoring'];
  readonly feedSize: number;
  /** Names of the interactions by which a user decides on an item. */
  readonly definitive: readonly string[];
}

export function scoringOptionsOf(domain: DomainDefinition): ScoringOptions {
  return {
    layout: layoutOf(domain.features),
    calculator: new ScoreCalculator(domain.scoring),
    weights: domain.scoring,
    feedSize: domain.feed.size,
    definitive: Object.entries(domain.interactions)
      .filter(([, interaction]) => 'definitive' in interaction && interaction.definitive)
      .map(([name]) => name),
  };
}
