import {
  appliedExploration,
  appliedVariety,
  type DomainDefinition,
  type Exploration,
  type InteractionMeaning,
  isLearningApplied,
  signalMeanings,
  tasteTraits,
  type Variety,
} from '@jophiel/domain';
import { ScoreCalculator } from './score-calculator.ts';
import { type Layout, layoutOf } from '@jophiel/vectors';

/** What was shown, and when it fades. */
export interface Exposures {
  /** From the interactions that say what was shown to their half-lives in days. */
  readonly halfLives: ReadonlyMap<string, number>;
  /** What was shown at most so often does not fade. */
  readonly after: number;
  /** Nor does an item on which the user has done any of these. */
  readonly clearedBy: readonly string[];
}

/** What scoring has to know of the domain. */
export interface ScoringOptions {
  readonly layout: Layout;
  readonly calculator: ScoreCalculator;
  readonly weights: DomainDefinition['scoring'];
  readonly feedSize: number;
  /** What is applied to feeds; undefined where ScoreFinal alone orders them. */
  readonly variety: Variety | undefined;
  /** Undefined where new items get no places of their own. */
  readonly exploration: Exploration | undefined;
  /** Undefined where nothing fades. */
  readonly exposures: Exposures | undefined;
  /** Names of the interactions by which a user decides on an item. */
  readonly definitive: readonly string[];
  readonly meanings: ReadonlyMap<string, InteractionMeaning>;
  /** The position at which an item counts 1/e; undefined where positions do not count. */
  readonly positionScale: number | undefined;
}

export function scoringOptionsOf(domain: DomainDefinition): ScoringOptions {
  const variety = appliedVariety(domain);
  return {
    layout: layoutOf(domain.features),
    calculator: new ScoreCalculator(domain.scoring, { learns: isLearningApplied(domain) }),
    weights: domain.scoring,
    feedSize: domain.feed.size,
    variety,
    meanings: signalMeanings(domain),
    exploration: appliedExploration(domain),
    positionScale: domain.recency?.positionScale,
    exposures: exposuresOf(variety, domain),
    definitive: [...tasteTraits(domain.interactions)].flatMap(([name, { definitive }]) => (definitive ? [name] : [])),
  };
}

function exposuresOf(variety: Variety | undefined, { interactions }: DomainDefinition): Exposures | undefined {
  if (variety?.fading === undefined) return undefined;
  const halfLives = Object.entries(interactions).flatMap(([name, interaction]) =>
    interaction.kind === 'exposure' ? [[name, interaction.halfLifeDays] as const] : [],
  );
  return { ...variety.fading, halfLives: new Map(halfLives) };
}
