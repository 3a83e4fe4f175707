import Type, { type Static } from 'typebox';
import { closed } from './closed.ts';

const weight = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 100, description }));

/** What is added to the cosine of an answer, whose weight is 1. */
const RelatedWeights = Type.Object(
  {
    coInteraction: weight('Weight of what users do together; 0, the default, turns it off.'),
    creatorAffinity: weight(
      'Weight of the square root of the share that the creator has in what is asked about; 0, the default, turns it off.',
    ),
  },
  closed,
);

/** What answers without a feed are ordered by beside the content. A board wants far more of its creators than a feed. */
export const Related = Type.Object(
  { similar: Type.Optional(RelatedWeights), ideas: Type.Optional(RelatedWeights) },
  closed,
);
export type RelatedWeights = Static<typeof RelatedWeights>;
