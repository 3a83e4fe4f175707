import { MAX_CO_INTERACTION } from '@jophiel/domain';
import type { Factor } from './factor.ts';

/** What the items that the listener likes say about each item, within ±5: beyond that it is one voice too loud. */
export const coInteraction: Factor = ({ coInteraction: weight = 0 }, { likes }, items) => {
  const column = new Float64Array(items.length);
  const sumOf = likes?.coInteraction;
  if (weight === 0 || sumOf === undefined) return column;
  for (let row = 0; row < column.length; row++)
    column[row] = weight * Math.max(-MAX_CO_INTERACTION, Math.min(MAX_CO_INTERACTION, sumOf(items[row]!.sampleId)));
  return column;
};
