import Type from 'typebox';
import { closed } from './closed.ts';

/** How the order of what a user did counts, beside the half-lives of the interactions. */
export const Recency = Type.Object(
  {
    positionScale: Type.Number({
      exclusiveMinimum: 0,
      maximum: 10_000,
      description:
        'An item counts exp(-p / positionScale) times in the taste and in what is learned, where p is the number of items with a newer interaction. For platforms where the next item depends on the last ones; see ADR 49.',
    }),
  },
  closed,
);
