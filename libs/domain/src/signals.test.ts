import { expect, test } from 'vitest';
import { interactionMeanings, loadDefinition, SEED, signalMeanings, signalTraits, tasteTraits } from './index.ts';

const { seeds: _, ...unsaid } = loadDefinition('audio');

test('seeds count beside the interactions, as the definition says', () => {
  const definition = { ...unsaid, seeds: { weight: 2, halfLifeDays: 7 } };
  const seed = { weight: 2, halfLifeDays: 7, definitive: false };
  expect(signalTraits(definition)).toEqual(new Map([...tasteTraits(unsaid.interactions), [SEED, seed]]));
  expect(signalMeanings(definition).get(SEED)).toMatchObject({ name: SEED, undoes: false, traits: { taste: seed } });
});

test('where a definition says nothing of seeds, they count as a usual like', () => {
  expect(signalTraits(unsaid).get(SEED)).toEqual({ weight: 1, halfLifeDays: 90, definitive: false });
});

test('with the weight 0 they are off', () => {
  const off = { ...unsaid, seeds: { weight: 0, halfLifeDays: 90 } };
  expect(signalTraits(off)).toEqual(tasteTraits(unsaid.interactions));
  expect(signalMeanings(off)).toEqual(interactionMeanings(off));
});

test('an event cannot be a seed', () => {
  expect(interactionMeanings(unsaid).has(SEED)).toBe(false);
});
