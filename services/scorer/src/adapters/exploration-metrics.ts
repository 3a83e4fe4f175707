import type { Metrics } from '@jophiel/observability';
import type { Chances, ChancesOptions, GivenChances } from '../use-cases/chances.ts';

export interface ExplorationMetrics extends Pick<ChancesOptions, 'onGiven'> {
  readonly given: () => GivenChances;
}

export function explorationMetrics(metrics: Metrics): ExplorationMetrics {
  const chances = metrics.counter('exploration_chances_total', 'Chances given: places in feeds, to new samples.', []);
  const samples = metrics.counter('exploration_samples_total', 'New samples that got their first chance.', []);
  let since: GivenChances = { chances: 0, firstOfSamples: 0 };
  return {
    onGiven: (figures) => {
      chances.inc(figures.chances);
      samples.inc(figures.firstOfSamples);
      since = {
        chances: since.chances + figures.chances,
        firstOfSamples: since.firstOfSamples + figures.firstOfSamples,
      };
    },
    given: () => {
      const given = since;
      since = { chances: 0, firstOfSamples: 0 };
      return given;
    },
  };
}

export function showChances(metrics: Metrics, chances: Pick<Chances, 'figures'>): void {
  const samples = metrics.gauge('exploration_samples', 'New samples that this process may place in feeds.', [], () => {
    samples.set(chances.figures.items);
  });
  const reserved = metrics.gauge('exploration_chances_reserved', 'Chances that this process may give.', [], () => {
    reserved.set(chances.figures.chances);
  });
}
