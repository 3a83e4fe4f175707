import type { Evaluation } from '../evaluate.ts';
import type { Interval } from '../metrics/bootstrap.ts';
import type { Bucket } from '../metrics/breakdowns.ts';
import { metricNames } from '../metrics/user-metrics.ts';
import { escaped, plot, type Series } from './svg.ts';

/** One definition that was served, or one baseline. */
export interface SystemResult {
  readonly name: string;
  readonly evaluation: Evaluation;
  readonly byHistory: readonly Bucket[];
  readonly byPopularity: readonly Bucket[];
}

/** A metric of one system minus that of another, user by user. */
export interface Difference {
  readonly one: string;
  readonly other: string;
  readonly metric: string;
  readonly interval: Interval;
}

/** What a factor is worth: recall with it alone, and with all but it. */
export interface FactorWorth {
  readonly factor: string;
  readonly alone: number;
  readonly without: number;
}

export interface EvaluationReport {
  readonly title: string;
  /** Facts of the run, such as the number of users. */
  readonly facts: Readonly<Record<string, string | number>>;
  readonly systems: readonly SystemResult[];
  readonly differences: readonly Difference[];
  readonly factors: readonly FactorWorth[];
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:1rem 0}th,td{padding:.25rem .7rem;border-bottom:1px solid #ddd;text-align:right}
th:first-child,td:first-child{text-align:left}svg{font:12px system-ui,sans-serif;margin:.5rem 1rem .5rem 0}
small{color:#666}`;

/** One page that needs nothing else: styles and plots are inside, and nothing is fetched. */
export function htmlReport({ title, facts, systems, differences, factors }: EvaluationReport): string {
  const { k } = systems[0]!.evaluation;
  const sections = [
    `<p><small>${Object.entries(facts)
      .map(([name, value]) => `${escaped(name)}: ${escaped(String(value))}`)
      .join(' · ')}</small></p>`,
    `<h2>Metrics of the first ${k}</h2>`,
    metricsTable(systems),
    '<p><small>In brackets the 95 % bootstrap interval over users.</small></p>',
    ...(differences.length === 0 ? [] : ['<h2>Differences, user by user</h2>', differencesTable(differences)]),
    '<h2>Recall against coverage</h2>',
    plot(
      systems.map(({ name, evaluation: { means, catalogue } }) => ({
        name,
        points: [
          {
            x: catalogue.coverage,
            y: means.recall.mean,
            low: means.recall.low,
            high: means.recall.high,
            label: `${name}: recall ${number(means.recall.mean)}, coverage ${number(catalogue.coverage)}`,
          },
        ],
      })),
      { title: 'coverage' },
      { title: `recall@${k}` },
      false,
    ),
    '<h2>Recall by length of the history</h2>',
    bucketPlot(systems, 'byHistory', 'choices known of the user', k),
    '<h2>Recall by popularity of the hidden item</h2>',
    bucketPlot(systems, 'byPopularity', 'users who chose the item', k),
    ...(factors.length === 0 ? [] : ['<h2>Recall per factor</h2>', factorPlot(factors, k)]),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head>
<body><h1>${escaped(title)}</h1>
${sections.join('\n')}
</body></html>
`;
}

function metricsTable(systems: readonly SystemResult[]): string {
  const rows = systems.map(({ name, evaluation: { means, catalogue } }) => [
    name,
    ...metricNames.map((metric) => interval(means[metric])),
    number(catalogue.coverage),
    number(catalogue.gini),
    catalogue.novelty.toFixed(2),
    number(catalogue.diversity),
  ]);
  return tableOf(['system', ...metricNames, 'coverage', 'gini', 'novelty', 'diversity'], rows);
}

const differencesTable = (differences: readonly Difference[]): string =>
  tableOf(
    ['difference', 'metric', 'mean', '95 % interval', ''],
    differences.map(({ one, other, metric, interval: { mean, low, high } }) => [
      `${one} − ${other}`,
      metric,
      number(mean),
      `${number(low)} to ${number(high)}`,
      low > 0 || high < 0 ? 'apart from 0' : 'not apart from 0',
    ]),
  );

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${row(head, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}

function bucketPlot(
  systems: readonly SystemResult[],
  which: 'byHistory' | 'byPopularity',
  title: string,
  k: number,
): string {
  const names = systems[0]![which].map(({ label }) => label);
  const series = systems.map(({ name, [which]: buckets }): Series => ({
    name,
    points: buckets.map(({ label, count, recall }, index) => ({
      x: index,
      y: recall.mean,
      low: recall.low,
      high: recall.high,
      label: `${name}, ${label}: ${number(recall.mean)} of ${count}`,
    })),
  }));
  return plot(series, { title, names }, { title: `recall@${k}` }, true);
}

function factorPlot(factors: readonly FactorWorth[], k: number): string {
  const series = (['alone', 'without'] as const).map((which) => ({
    name: which === 'alone' ? 'this factor alone' : 'all but this factor',
    points: factors.map(({ factor, [which]: value }, index) => ({
      x: index,
      y: value,
      label: `${factor} ${which}: ${number(value)}`,
    })),
  }));
  return plot(series, { title: 'factor', names: factors.map(({ factor }) => factor) }, { title: `recall@${k}` }, false);
}

const number = (value: number): string => value.toFixed(4);
const interval = ({ mean, low, high }: Interval): string => `${number(mean)} (${number(low)}–${number(high)})`;
