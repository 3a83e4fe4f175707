import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { print, repository, table } from '@jophiel/local';
import { requireNatsServer } from '@jophiel/embedded';
import { temporaryFolder } from '@jophiel/testing';
import { dataFolder } from '@jophiel/evaluation/data-folder';
import { baseCheckout } from './base-checkout.ts';
import { type Comparison, compareRounds, type Figures } from './compare-rounds.ts';

export interface AgainstOptions {
  readonly bench: string;
  /** Arguments of the benchmark, as typed. */
  readonly arguments: readonly string[];
  /** Any name of a commit. */
  readonly base: string;
  readonly jsonFile: string | undefined;
}

const ROUNDS = 3;

/**
 * Alternates a benchmark between this checkout and an earlier commit, so that both run under the same load of the
 * machine, and prints the medians of the rounds.
 * @throws JophielError COMMAND_INVALID when the base is no commit
 */
export async function against(options: AgainstOptions): Promise<void> {
  const base = baseCheckout(options.base);
  const rounds: { base: Figures[]; here: Figures[] } = { base: [], here: [] };
  for (let round = 1; round <= ROUNDS; round++) {
    process.stderr.write(`round ${round} of ${ROUNDS}: ${options.base}\n`);
    rounds.base.push(await run(base.folder, options));
    process.stderr.write(`round ${round} of ${ROUNDS}: this checkout\n`);
    rounds.here.push(await run(repository, options));
  }
  const comparisons = compareRounds(rounds.base, rounds.here);
  show(options, comparisons);
  if (options.jsonFile !== undefined) {
    const { bench } = options;
    writeFileSync(options.jsonFile, `${JSON.stringify({ bench, base: base.commit, rounds, comparisons }, null, 2)}\n`);
  }
}

async function run(folder: string, { bench, arguments: given }: AgainstOptions): Promise<Figures> {
  const results = temporaryFolder('bench-against');
  const file = `${results.path}/figures.json`;
  const child = spawn('node', ['deploy/local/bootstrap.mjs', 'bench', bench, ...given, '--json', file], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    // An earlier commit would look for these beside its own folder.
    env: { ...process.env, NATS_SERVER_BINARY: requireNatsServer(), JOPHIEL_DATA: dataFolder() },
  });
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) throw new Error(`The benchmark ${bench} failed in ${folder} (status ${status}).`);
  const { figures } = JSON.parse(readFileSync(file, 'utf8')) as { figures: Figures };
  results.remove();
  return figures;
}

function show({ bench, base, arguments: given }: AgainstOptions, comparisons: readonly Comparison[]): void {
  print(`\n${[bench, ...given].join(' ')} against ${base}: medians of ${ROUNDS} rounds in turns`);
  print(
    table(
      ['figure', base, 'here', 'ratio', 'noise', ''],
      comparisons.map(({ name, base: before, here, ratio, noise, differs }) => [
        name,
        shown(before),
        shown(here),
        ratio.toFixed(2),
        noise.map((side) => side.toFixed(2)).join('–'),
        differs ? 'beyond noise' : '',
      ]),
    ),
  );
}

const shown = (value: number) => String(Number(value.toPrecision(3)));
