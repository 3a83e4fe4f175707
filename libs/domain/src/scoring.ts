import Type from 'typebox';
import { closed } from './closed.ts';

/** `ScoreFinal = similarity·w1 + following·w2 + novelty·w3 + penalty`; novelty is 1 at publication and halves. */
export const Scoring = Type.Object(
  {
    similarity: Type.Number({ minimum: 0 }),
    following: Type.Number({ minimum: 0 }),
    novelty: Type.Number({ minimum: 0 }),
    decidedPenalty: Type.Number({ maximum: 0, description: 'Added once the user has decided on the item.' }),
    noveltyHalfLifeDays: Type.Number({ exclusiveMinimum: 0 }),
  },
  closed,
);
