import type { Fault } from '@jophiel/errors';
import { faultAt } from '@jophiel/errors';
import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';
import { traitsOf } from './interaction-traits.ts';
import type { Interaction } from './interactions.ts';

/**
 * What a feed does to be more than the best items one by one. Each part is off unless it stands here; without any, or
 * with the ranking "score-final", the order is ScoreFinal alone. What the parts take off an item is its diversity, never
 * above 0, which is kept beside its ScoreFinal.
 */
export const Variety = Type.Object(
  {
    hideOwnItems: Type.Optional(
      Type.Boolean({ description: "Whether items are left out of their creator's own feed, who is a user too." }),
    ),
    creatorCap: Type.Optional(
      Type.Object(
        {
          most: Type.Integer({ minimum: 1, maximum: 1000, description: 'At most so many items of one creator …' }),
          window: Type.Integer({
            minimum: 2,
            maximum: 1000,
            description: '… among so many that follow each other, as long as there are items of others.',
          }),
        },
        closed,
      ),
    ),
    creatorDecay: Type.Optional(
      Type.Object(
        {
          factor: Type.Number({
            exclusiveMinimum: 0,
            maximum: 1,
            description:
              'What is left of the score of a second item of one creator; of a third the square, and so on. A score below 0 stays as it is.',
          }),
        },
        closed,
      ),
    ),
    mmr: Type.Optional(
      Type.Object(
        {
          lambda: Type.Number({
            exclusiveMinimum: 0,
            maximum: 1,
            description:
              'How much the score counts against being unlike what stands above: with 1 nothing changes (Carbonell and Goldstein 1998).',
          }),
        },
        { ...closed, description: 'Costs a comparison of every two of the best items; see ADR 15 before it is used.' },
      ),
    ),
    nearDuplicates: Type.Optional(
      Type.Object(
        {
          similarity: Type.Number({
            exclusiveMinimum: 0,
            maximum: 1,
            description:
              'Of items at least so similar the best one is shown. For features that tell one item from the next, such as an embedding.',
          }),
        },
        closed,
      ),
    ),
    fading: Type.Optional(
      Type.Object(
        {
          after: Type.Number({
            minimum: 1,
            maximum: 1000,
            description: 'An item that was shown more often than this, older times counting less, begins to fade …',
          }),
          strength: Type.Number({
            exclusiveMinimum: 0,
            maximum: 100,
            description: '… and loses this much in the end, half of it when it was shown twice as often.',
          }),
          clearedBy: Type.Array(Type.String(), {
            minItems: 1,
            description: 'An item on which the user has done any of these does not fade.',
          }),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type Variety = Static<typeof Variety>;

/** What of the variety is well formed and still cannot work. */
export function varietyFaults({
  variety,
  interactions,
}: {
  readonly variety?: Variety | undefined;
  readonly interactions: Readonly<Record<string, Interaction>>;
}): Fault[] {
  const root = { variety };
  const faults: Fault[] = [];
  if (variety?.creatorCap !== undefined && variety.creatorCap.most >= variety.creatorCap.window)
    faults.push(faultAt(root, '/variety/creatorCap/most', 'must be below the window, or nothing is capped'));
  if (variety?.fading === undefined) return faults;
  if (!Object.values(interactions).some(({ kind }) => kind === 'exposure'))
    faults.push(faultAt(root, '/variety/fading', 'needs an interaction of kind "exposure" that says what was shown'));
  variety.fading.clearedBy.forEach((name, index) => {
    const interaction = interactions[name];
    if (interaction === undefined || traitsOf(interaction).taste === undefined)
      faults.push(
        faultAt(root, `/variety/fading/clearedBy/${index}`, 'must be the name of an interaction with a weight'),
      );
  });
  return faults;
}
