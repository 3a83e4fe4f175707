import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { print, table } from '@jophiel/local';
import { requireNatsServer } from '@jophiel/embedded';

/** The figures of a benchmark. Times are in ms, rates per second, unless the name says otherwise. */
export interface Findings {
  readonly sizes: Readonly<Record<string, number>>;
  readonly figures: Readonly<Record<string, number>>;
  /** Figures of the minimum of work that the task needs, measured in the same run. */
  readonly floor: Readonly<Record<string, number>>;
  /** Figures divided by their floors. */
  readonly ratio: Readonly<Record<string, number>>;
  /** Aims, as text beside the figure. */
  readonly aims?: Readonly<Record<string, string>>;
  /** One sentence per missing figure, with the remedy. */
  readonly leftOut?: readonly string[];
}

export function report(bench: string, findings: Findings, jsonFile: string | undefined): void {
  const { sizes, figures, floor, ratio, aims = {}, leftOut = [] } = findings;
  print(
    `\n${bench}: ${Object.entries(sizes)
      .map(([name, size]) => `${name} ${size.toLocaleString('en')}`)
      .join(', ')}`,
  );
  print(
    table(
      ['figure', 'value', 'floor', 'ratio', 'aim'],
      Object.entries(figures).map(([name, value]) => [
        name,
        shown(value),
        shown(floor[name]),
        shown(ratio[name]),
        aims[name] ?? '',
      ]),
    ),
  );
  const alone = Object.entries(floor).filter(([name]) => !(name in figures));
  if (alone.length > 0) print(`floor: ${alone.map(([name, value]) => `${name} ${shown(value)}`).join(', ')}`);
  for (const sentence of leftOut) print(sentence);
  if (jsonFile !== undefined) {
    const { aims: _, ...measured } = findings;
    writeFileSync(
      jsonFile,
      `${JSON.stringify({ bench, commit: commit(), versions: versions(), ...measured }, null, 2)}\n`,
    );
  }
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)]!;
}

function shown(value: number | undefined): string {
  if (value === undefined) return '';
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+changes');
  } catch {
    return 'unknown';
  }
}

function versions(): Record<string, string> {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const natsServer = execFileSync(requireNatsServer(), ['--version'], {
    encoding: 'utf8',
  }).trim();
  return { jophiel: version, node: process.versions.node, natsServer };
}
