import type { Factor } from './factor.ts';

/** For a listener with this many liked items, popularity counts half. */
const HALF_AT = 5;

/** The item's popularity, in [0, 1], fading as `1/(1 + n/5)` with the number n of items that the listener likes. */
export const popularity: Factor = ({ popularity: weight = 0 }, { likes }, items, scene) => {
  const column = new Float64Array(items.length);
  if (weight === 0) return column;
  const perPoint = weight / (1 + (likes?.count ?? 0) / HALF_AT);
  for (let row = 0; row < column.length; row++)
    column[row] = perPoint * (scene.popularity.get(items[row]!.sampleId) ?? 0);
  return column;
};
