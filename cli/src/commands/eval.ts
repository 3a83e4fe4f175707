import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type DomainDefinition, loadDefinition } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import {
  type DataSet,
  type EvaluationReport,
  htmlReport,
  readDataFiles,
  recommend,
  splitOf,
  type SystemResult,
  testedUsers,
} from '@jophiel/evaluation';
import { type CommandRun, databaseUrlOf, findStack, print, Progress } from '@jophiel/local';
import { connectDatabase } from '@jophiel/postgres';
import type { NamedInteraction } from '@jophiel/taste';
import { baselines, differencesTo, factorsWorth, resultOf, servedRankings } from '../evaluation/measure-systems.ts';
import { splitLog } from '../evaluation/split-log.ts';
import { readInteractions } from '../evaluation/statements/read-interactions.ts';
import { evaluationLines } from '../evaluation/terminal-report.ts';
import type { Outcome } from '../run.ts';
import { readSamples, type SampleRow } from '../whatif/statements/read-samples.ts';

export interface EvalOptions {
  readonly interactions?: string;
  readonly items?: string;
  readonly test?: string;
  readonly boards: boolean;
  readonly fromLog: boolean;
  readonly splitAt?: string;
  readonly definition: readonly string[];
  readonly k: number;
  readonly html?: string;
  readonly json?: string;
}

const MAX_K = 100;

/** Evaluates the feeds that are served, under one definition or two, beside baselines of the same data. */
export async function evaluateFeeds(options: EvalOptions, command: CommandRun): Promise<Outcome> {
  const { k, html, json } = options;
  checkOptions(options);
  const stack = findStack();
  const names = options.definition.length === 0 ? [stack.domain] : options.definition;
  const definitions = names.map((name) => [labelOf(name), loadDefinition(name)] as const);
  const now = Date.now();
  const dataSet = await dataSetOf(options, definitions[0]![1], now);
  const split = splitOf(dataSet);
  const users = testedUsers(split);
  if (users.length === 0)
    throw new JophielError('DATA_INVALID', 'Nobody has anything to find: give test interactions of new items.');
  const measure = { kind: options.boards ? ('ideas' as const) : ('feeds' as const), k, now };
  const served: SystemResult[] = [];
  for (const [label, definition] of definitions) {
    const rankings = await servedRankings(dataSet, split, users, definition, measure);
    served.push(resultOf(label, split, rankings, users, k));
    command.done(served.length);
  }
  const others: SystemResult[] = [];
  const progress = new Progress('baselines');
  for (const [name, baseline] of Object.entries(baselines)) {
    progress.show(others.length, Object.keys(baselines).length, name);
    const recommender = baseline(split);
    if (recommender !== undefined)
      others.push(resultOf(name, split, recommend(split, recommender, users, k), users, k));
  }
  progress.end(others.map(({ name }) => name).join(', '));
  const report: EvaluationReport = {
    title: `Jophiel: ${dataSet.name}`,
    facts: {
      'users tested': users.length,
      users: split.users.length,
      items: split.items.length,
      'choices to learn from': dataSet.train.length,
      'choices to find': dataSet.test.length,
      definitions: names.join(', '),
    },
    systems: [...served, ...others],
    differences:
      [...served.slice(1), ...others].length === 0 ? [] : differencesTo(served[0]!, [...served.slice(1), ...others]),
    factors: await factorsWorth(dataSet, split, users, definitions[0]![1], measure),
  };
  for (const line of evaluationLines(report)) print(line);
  if (html !== undefined) writeFileSync(html, htmlReport(report));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(summaryOf(report), null, 2)}\n`);
  return {
    users: users.length,
    items: split.items.length,
    recall: served.map(({ evaluation }) => evaluation.means.recall.mean),
  };
}

/** @throws JophielError COMMAND_INVALID before anything is started or read */
function checkOptions({ k, boards, fromLog }: EvalOptions): void {
  if (!Number.isInteger(k) || k < 1 || k > MAX_K)
    throw new JophielError('COMMAND_INVALID', `--k is ${k}; give a whole number from 1 to ${MAX_K}, such as 10.`);
  if (boards && fromLog)
    throw new JophielError(
      'COMMAND_INVALID',
      '--boards and --from-log do not go together, because ideas are evaluated for one board of each user, which a log does not have: leave out --boards, or give the boards as --interactions FILE --items FILE --test FILE.',
    );
}

const labelOf = (definition: string): string => basename(definition, '.json');

async function dataSetOf(options: EvalOptions, definition: DomainDefinition, now: number): Promise<DataSet> {
  const { interactions, items, test, fromLog, splitAt } = options;
  if (fromLog) return dataSetFromLog(definition, timeOf(splitAt));
  if (interactions === undefined || items === undefined || test === undefined)
    throw new JophielError(
      'COMMAND_INVALID',
      'Name the data: --interactions FILE --items FILE --test FILE, or --from-log --split-at TIME.',
    );
  return readDataFiles({ interactions, items, test }, now);
}

function timeOf(splitAt: string | undefined): number {
  const at = Date.parse(splitAt ?? '');
  if (Number.isNaN(at))
    throw new JophielError(
      'COMMAND_INVALID',
      `--from-log needs --split-at with an ISO time, such as 2026-11-01T00:00:00Z${splitAt === undefined ? '' : `, not ${splitAt}`}.`,
    );
  return at;
}

const STATEMENT_TIMEOUT_MS = 600_000;

async function dataSetFromLog(definition: DomainDefinition, splitAt: number): Promise<DataSet> {
  const database = connectDatabase({
    url: databaseUrlOf(findStack()),
    application: 'jophiel eval',
    poolSize: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    // PostgreSQL enforces that nothing is written.
    serverSettings: { default_transaction_read_only: 'on' },
  });
  try {
    const progress = new Progress('reading the log');
    const interactions: NamedInteraction[] = [];
    for await (const page of readInteractions(database)) {
      interactions.push(...page);
      progress.show(interactions.length, undefined, 'interactions');
    }
    const samples: SampleRow[] = [];
    for await (const page of readSamples(database)) samples.push(...page);
    progress.end(`${interactions.length} interactions, ${samples.length} samples`);
    return splitLog(interactions, samples, definition, splitAt);
  } finally {
    await database.close();
  }
}

/** The figures without the values of single users. */
function summaryOf({ systems, ...rest }: EvaluationReport) {
  return {
    ...rest,
    systems: systems.map(({ name, evaluation: { k, means, catalogue }, byHistory, byPopularity }) => ({
      name,
      k,
      means,
      catalogue,
      byHistory,
      byPopularity,
    })),
  };
}
