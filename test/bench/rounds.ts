import { type DomainDefinition, withoutLearning } from '@jophiel/domain';
import { roundsOf, simulateRounds } from '@jophiel/evaluation';
import { Progress } from '@jophiel/local';
import type { Findings } from './lib/report.ts';
import { type DefinitionChanges, definitionFor, setNames, sets } from './quality/sets.ts';

export interface RoundsBenchOptions {
  /** hetrec, ml or s3rec. */
  readonly data: string;
  readonly changes: DefinitionChanges;
  readonly rounds: number;
  readonly users: number;
}

/** Places of a feed that a user sees in a round. */
const SIZE = 20;
const SEED = 7;
/** Where the definition has none. */
const EXPLORATION = { share: 0.1, publishedWithinDays: 14, maxChances: 200 };

/**
 * Rounds of feedback on a data set, in this process: what the owner's formula and what the shipped weights show, each with
 * and without exploration.
 */
export async function rounds({ data, changes, rounds, users }: RoundsBenchOptions): Promise<Findings> {
  const name = setNames.find((each) => each === data && sets[each].readForTuning !== undefined);
  if (name === undefined) throw new Error(`--data must be hetrec, ml or s3rec, whose feeds are ranked, not ${data}.`);
  const { exploration = EXPLORATION, ...shipped } = definitionFor(name, changes);
  const simulated = roundsOf(sets[name].readForTuning!(Date.now()), { rounds, users, seed: SEED });
  const owners = withoutLearning(shipped);
  const arms: Readonly<Record<string, DomainDefinition>> = {
    owners,
    owners_explored: { ...owners, exploration },
    shipped,
    shipped_explored: { ...shipped, exploration },
  };
  const figures: Record<string, number> = {};
  for (const [arm, definition] of Object.entries(arms)) {
    const progress = new Progress(arm);
    const result = await simulateRounds(simulated, { definition, rounds, size: SIZE });
    progress.end(`${rounds} rounds`);
    for (const [figure, value] of Object.entries(result)) figures[`${arm}: ${figure}`] = value;
  }
  const { items, train, test } = simulated.dataSet;
  const sizes = { rounds, users, items: items.length, new: simulated.newItems.size, known: train.length };
  return { sizes: { ...sizes, hidden: test.length }, figures, floor: {}, ratio: {} };
}
