import type { EvaluationReport, Interval } from '@jophiel/evaluation';
import { table } from '@jophiel/local';

/** What the command prints: metrics by system, then the differences that are apart from 0 or not. */
export function evaluationLines({ facts, systems, differences, factors }: EvaluationReport): string[] {
  const { k } = systems[0]!.evaluation;
  return [
    Object.entries(facts)
      .map(([name, value]) => `${name}: ${typeof value === 'number' ? value.toLocaleString('en') : value}`)
      .join(', '),
    table(
      ['system', `recall@${k}`, '95 %', `NDCG@${k}`, `hit@${k}`, 'MRR', 'coverage', 'gini', 'novelty', 'diversity'],
      systems.map(({ name, evaluation: { means, catalogue } }) => [
        name,
        number(means.recall.mean),
        bounds(means.recall),
        number(means.ndcg.mean),
        number(means.hit.mean),
        number(means.mrr.mean),
        number(catalogue.coverage),
        number(catalogue.gini),
        catalogue.novelty.toFixed(2),
        number(catalogue.diversity),
      ]),
    ),
    ...(differences.length === 0
      ? []
      : [
          table(
            ['difference', 'metric', 'mean', '95 %', ''],
            differences.map(({ one, other, metric, interval }) => [
              `${one} − ${other}`,
              metric,
              number(interval.mean),
              bounds(interval),
              interval.low > 0 || interval.high < 0 ? 'apart from 0' : 'not apart from 0',
            ]),
          ),
        ]),
    ...(factors.length === 0
      ? []
      : [
          table(
            ['factor', `recall@${k} alone`, 'without it'],
            factors.map(({ factor, alone, without }) => [factor, number(alone), number(without)]),
          ),
        ]),
  ];
}

const number = (value: number): string => value.toFixed(4);
const bounds = ({ low, high }: Interval): string => `${number(low)} to ${number(high)}`;
