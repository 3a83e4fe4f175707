import { readFileSync } from 'node:fs';
import { type DomainDefinition, loadDefinition, parseDefinition } from '@jophiel/domain';
import { type DataSet, readBoards, readHetRec, readMovieLens, readS3Rec } from '@jophiel/evaluation';
import { dataFolder } from '@jophiel/evaluation/data-folder';
import { repository } from '@jophiel/local';

export const setNames = ['hetrec', 'ml', 's3rec', 'boards'] as const;
export type SetName = (typeof setNames)[number];

/** A data set of the benchmark, in one part or ten. */
export interface BenchSet {
  /** Numbers of the parts; the one on which weights were chosen is `tunedOn`. */
  readonly folds: readonly number[];
  readonly tunedOn: number | undefined;
  /** What is asked for: feeds of users, or ideas for their boards. */
  readonly kind: 'feeds' | 'ideas';
  /** Places that are evaluated. */
  readonly cutoffs: readonly number[];
  /** Whether it is also measured what strangers get. */
  readonly hasHistoryCuts: boolean;
  read(fold: number, now: number): DataSet;
  /** The part on which weights are chosen, and no figure is reported; absent where feeds are not what is asked for. */
  readonly readForTuning?: (now: number) => DataSet;
}

/** Weights are chosen on this one of the ten folds. */
const TUNED_ON = 5;
const tenFolds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

export const sets: Readonly<Record<SetName, BenchSet>> = {
  hetrec: {
    folds: tenFolds,
    tunedOn: TUNED_ON,
    kind: 'feeds',
    cutoffs: [10, 20],
    hasHistoryCuts: true,
    read: (fold, now) => readHetRec(dataFolder(), fold, now),
    readForTuning: (now) => readHetRec(dataFolder(), TUNED_ON, now),
  },
  ml: {
    folds: tenFolds,
    tunedOn: TUNED_ON,
    kind: 'feeds',
    cutoffs: [10, 20],
    hasHistoryCuts: true,
    read: (fold) => readMovieLens(dataFolder(), fold),
    readForTuning: () => readMovieLens(dataFolder(), TUNED_ON),
  },
  s3rec: {
    folds: [0],
    tunedOn: undefined,
    kind: 'feeds',
    cutoffs: [10, 20],
    hasHistoryCuts: false,
    read: (_, now) => readS3Rec(dataFolder(), 'test', now),
    readForTuning: (now) => readS3Rec(dataFolder(), 'validation', now),
  },
  boards: {
    folds: [0],
    tunedOn: undefined,
    kind: 'ideas',
    cutoffs: [10, 100],
    hasHistoryCuts: false,
    read: () => readBoards(dataFolder()),
  },
};

/** All data sets have the weights of this preset, the shipped default. */
const WEIGHTS_OF = 'audio';

/** What a run tries instead of the benchmark's definition of a data set. */
export interface DefinitionChanges {
  /** A preset or a file. */
  readonly definition: string | undefined;
  /** "score-final" ranks by the owner's four factors alone. */
  readonly ranking: string | undefined;
  /** `recency.positionScale` of the definition. */
  readonly positionScale: number | undefined;
}

/** The definition of a data set, its features and the weights that a preset ships, with the changes of the run. */
export function definitionFor(
  set: SetName,
  { definition, ranking, positionScale }: DefinitionChanges,
): DomainDefinition {
  const before = definition === undefined ? usualDefinition(set) : loadDefinition(definition);
  const changed = {
    ...before,
    ...(ranking === undefined ? {} : { ranking }),
    ...(positionScale === undefined ? {} : { recency: { positionScale } }),
  };
  return parseDefinition(changed, definition ?? `of ${set}`);
}

function usualDefinition(set: SetName): DomainDefinition {
  const shipped = loadDefinition(WEIGHTS_OF);
  if (set === 'boards') return shipped;
  const file = `${repository}test/bench/quality/labels.json`;
  const labels = JSON.parse(readFileSync(file, 'utf8')) as object;
  return parseDefinition({ ...labels, scoring: shipped.scoring }, file);
}
