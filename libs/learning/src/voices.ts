import { readWeights } from './weights-codec.ts';
import type { LikedItem } from './weight-table.ts';

/** A liked item with its number in `learned_weights`. */
export interface NumberedItem extends LikedItem {
  readonly number: number;
}

/** What one liked item says about another: `amount · weight`; below 0 where it speaks against it. */
export interface Voice {
  readonly sampleId: string;
  readonly part: number;
}

/**
 * What liked items say about one item, the strongest first; equal ones by id. Their parts add up to its co-interaction.
 * @param weights of the item, as `encodeWeights` writes them
 */
export function voicesAbout(weights: Uint8Array, liked: readonly NumberedItem[]): Voice[] {
  const byNumber = new Map(liked.map((item) => [item.number, item]));
  const { scale, numbers, steps } = readWeights(weights);
  const voices = Array.from(numbers, (number, index): Voice | undefined => {
    const item = byNumber.get(number);
    return item && { sampleId: item.sampleId, part: item.amount * scale * steps[index]! };
  }).filter((voice) => voice !== undefined);
  return voices.sort((a, b) => b.part - a.part || (a.sampleId < b.sampleId ? -1 : 1));
}
