import { createHash } from 'node:crypto';
import { type Fault, faultAt } from '@jophiel/errors';
import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import type { Interaction } from './interactions.ts';
import { appliedVariety, Ranking } from './ranking.ts';
import { Scoring, scoringFaults } from './scoring.ts';
import { Variety, varietyFaults } from './variety.ts';

/** Another way to rank, tried on some of the users while the others keep the usual one. */
export const Experiment = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z][a-z0-9-]*$',
      maxLength: 40,
      description: 'How the variant is called on feeds, in answers and in metrics; another name draws other users.',
    }),
    share: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'Of the users whom no earlier experiment has drawn, the share that gets this one.',
    }),
    scoring: Type.Optional(
      Type.Partial(Scoring, { ...closed, description: 'What is weighed otherwise than in `scoring`.' }),
    ),
    ranking: Type.Optional(Ranking),
    variety: Type.Optional(Variety),
  },
  closed,
);

/** What the users of no experiment are called in metrics. */
export const CONTROL = 'control';
const RESERVED = 'is what the users of no experiment are called in metrics; choose another';
const UNUSED = 'changes nothing with the ranking "score-final"; give the experiment the ranking "varied" or no variety';

export type Experiment = Static<typeof Experiment>;

/**
 * The experiment that a user is in; undefined for the users of none, who are the control group. The same whenever and
 * wherever it is asked, because it is drawn by a hash. Each experiment has a draw of its own, so that groups of one say
 * nothing about groups of another; the first that draws a user has them.
 */
export function experimentOf(experiments: readonly Experiment[], userId: string): Experiment | undefined {
  return experiments.find(({ name, share }) => draw(name, userId) < share);
}

const HASH_BYTES = 6;

/** A number in [0, 1), uniform over users, and independent of the draws for other salts. */
function draw(salt: string, userId: string): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([salt, userId]))
    .digest();
  return digest.readUIntBE(0, HASH_BYTES) / 2 ** (8 * HASH_BYTES);
}

/** What of the experiments is well formed and still cannot work. */
export function experimentFaults(definition: {
  readonly experiments?: readonly Experiment[] | undefined;
  readonly ranking?: Ranking | undefined;
  readonly scoring: Scoring;
  readonly interactions: Readonly<Record<string, Interaction>>;
}): Fault[] {
  const { experiments = [] } = definition;
  return experiments.flatMap(({ name, variety, scoring, ranking = definition.ranking }, index) => {
    const path = `/experiments/${index}`;
    const isTaken = experiments.findIndex((other) => other.name === name) < index;
    const taken = 'is used by an earlier experiment; give each its own name';
    const isUnused = variety !== undefined && appliedVariety({ ranking, variety }) === undefined;
    return [
      ...(isTaken || name === CONTROL ? [faultAt(definition, `${path}/name`, isTaken ? taken : RESERVED)] : []),
      ...(variety === undefined
        ? []
        : varietyFaults({ ...definition, variety }).map((fault) => ({ ...fault, path: path + fault.path }))),
      ...(scoring === undefined
        ? []
        : scoringFaults({ ...definition.scoring, ...scoring }).map((fault) => ({ ...fault, path: path + fault.path }))),
      ...(isUnused ? [faultAt(definition, `${path}/variety`, UNUSED)] : []),
    ];
  });
}
