import type { DomainDefinition } from '@jophiel/domain';
import { table } from '@jophiel/local';
import { compareWeights, type WeightComparison } from './compare-weights.ts';
import type { RecordedWeights } from './statements/read-recorded-weights.ts';

const states: Readonly<Record<WeightComparison['state'], string>> = {
  same: 'same',
  changed: 'changed',
  unknown: 'recorded before the log kept weights',
};

/** Lines for the terminal that compare the weights in the log with those of the definition. */
export function weightsReport({ pagesRead, pages, weights }: RecordedWeights, domain: DomainDefinition): string[] {
  const rows = compareWeights(weights, domain);
  if (rows.length === 0) return ['weights: the log has no interaction with a weight yet'];
  const changed = rows.filter(({ state }) => state === 'changed');
  const events = changed.reduce((sum, row) => sum + row.events, 0);
  const number = (value: number | undefined) => (value === undefined ? '–' : String(value));
  return [
    table(
      ['interaction', 'weight recorded', 'weight now', 'events', ''],
      rows.map((row) => [row.interaction, number(row.recorded), number(row.now), row.events, states[row.state]]),
    ),
    ...(pagesRead < pages
      ? [
          `events are estimated from ${pagesRead.toLocaleString('en')} of ${pages.toLocaleString('en')} pages of the log`,
        ]
      : []),
    ...(changed.length === 0
      ? [`weights: the log agrees with the definition "${domain.name}"`]
      : [
          `weights: ${events.toLocaleString('en')} events were recorded with weights other than those of the definition "${domain.name}"`,
          'Tastes may still contain the former weights; events:replay folds the log again with the current ones. The log does not change.',
        ]),
  ];
}
