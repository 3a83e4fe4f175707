import type { Outcome } from '../run.ts';
import { findStack } from '../stack/stack.ts';
import { print } from '../terminal/index.ts';
import { readReport, type TimingsReport } from '../timings/read-report.ts';
import { processTable, runTable } from '../timings/report.ts';
import { unwrittenLines } from '../timings/unwritten.ts';

export interface TimingsOptions {
  readonly since?: string;
  readonly process?: string;
  readonly json: boolean;
}

/** The times of every process and of every run over items, from the register: across restarts, of services and commands. */
export async function timings({ json, ...query }: TimingsOptions): Promise<Outcome> {
  const report = await readReport(findStack(), query, new Date());
  print(json ? JSON.stringify(report, null, 2) : tablesOf(report).join('\n'));
  return { processes: report.processes.length, runs: report.runs.length };
}

function tablesOf({ since, processes, runs, write_every_seconds, unwritten }: TimingsReport): string[] {
  const asked =
    since === null
      ? []
      : [`Since ${since}. An entry sums up ten minutes, so some of what was just before is included.`, ''];
  const figures =
    processes.length === 0
      ? ['The register holds nothing of this time.']
      : ['processes, ms', processTable(processes), '', 'runs over items, ms until so many were done', runTable(runs)];
  return [...asked, ...figures, '', ...unwrittenLines(unwritten, write_every_seconds)];
}
