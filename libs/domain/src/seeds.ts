import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import type { TasteTrait } from './interaction-traits.ts';

/** What seeds are called where interactions have a name: in the log, among signals, in answers. */
export const SEED = 'seed';

/** How the samples and terms count that users chose to start with. */
export const Seeds = Type.Object(
  {
    weight: Type.Number({
      minimum: 0,
      maximum: 100,
      description:
        'How much a chosen sample adds to the taste at the moment of the choice, and all chosen terms together; 0 turns seeds off.',
    }),
    halfLifeDays: Type.Number({
      minimum: 0.01,
      maximum: 36500,
      description: 'A choice of this age, in days, counts half.',
    }),
  },
  { ...closed, description: 'Samples and terms that users chose to start with; weight 1 and 90 days when absent.' },
);
export type Seeds = Static<typeof Seeds>;

const USUAL_SEEDS: Seeds = { weight: 1, halfLifeDays: 90 };

/** How a seed counts in a taste. A user has not decided on it, so it may be in their feed. Undefined where seeds are off. */
export function seedTrait({ seeds = USUAL_SEEDS }: { readonly seeds?: Seeds | undefined }): TasteTrait | undefined {
  return seeds.weight === 0 ? undefined : { ...seeds, definitive: false };
}
