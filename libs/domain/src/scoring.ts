import Type from 'typebox';
import { closed } from './closed.ts';
import { factorWeights } from './factors.ts';

/** What the factors of ScoreFinal weigh. */
export const Scoring = Type.Object(factorWeights, closed);
