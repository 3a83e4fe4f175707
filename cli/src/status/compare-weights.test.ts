import { loadDefinition } from '@jophiel/domain';
import { expect, test } from 'vitest';
import { compareWeights } from './compare-weights.ts';
import { weightsReport } from './weights-report.ts';

const domain = loadDefinition('audio');
const recorded = [
  { interaction: 'play', weight: 0.2, events: 40 },
  { interaction: 'like', weight: 1, events: 1_500 },
  { interaction: 'like', weight: 0.8, events: 3 },
  { interaction: 'like', weight: null, events: 2 },
  { interaction: 'unlike', weight: null, events: 5 },
  { interaction: 'follow', weight: null, events: 5 },
  { interaction: 'impression', weight: 0.1, events: 1 },
  { interaction: 'seed', weight: 1, events: 4 },
  { interaction: 'adore', weight: 2, events: 7 },
  { interaction: 'ignore', weight: null, events: 7 },
];

test('"Evento ponderado": weights in the log are compared with those of the definition', () => {
  const rows = compareWeights(recorded, domain).map(({ interaction, recorded: then, now, events, state }) => [
    interaction,
    then,
    now,
    events,
    state,
  ]);
  expect(rows).toEqual([
    ['adore', 2, undefined, 7, 'changed'],
    ['like', undefined, 1, 2, 'unknown'],
    ['like', 0.8, 1, 3, 'changed'],
    ['like', 1, 1, 1_500, 'same'],
    ['play', 0.2, 0.2, 40, 'same'],
    ['impression', 0.1, undefined, 1, 'changed'],
    ['seed', 1, 1, 4, 'same'],
  ]);
});

test('the report counts changes, names the remedy, and marks estimates', () => {
  const text = weightsReport({ pagesRead: 2_000, pages: 61_000, weights: recorded }, domain).join('\n');
  expect(text).toMatch(/^like +0\.8 +1 +3 +changed$/m);
  expect(text).toMatch(/^like +– +1 +2 +recorded before the log kept weights$/m);
  expect(text).toContain('events are estimated from 2,000 of 61,000 pages of the log');
  expect(text).toContain('weights: 11 events were recorded with weights other than those of the definition "audio"');
  expect(text).toContain('events:replay');
});

test('without a change there is no remedy', () => {
  const weights = recorded.filter(({ weight }) => weight === 0.2);
  const text = weightsReport({ pagesRead: 3, pages: 3, weights }, domain).join('\n');
  expect(text).toContain('weights: the log agrees with the definition "audio"');
  expect(text).not.toMatch(/events:replay|estimated/);
  expect(weightsReport({ pagesRead: 0, pages: 0, weights: [] }, domain)).toEqual([
    'weights: the log has no interaction with a weight yet',
  ]);
});
