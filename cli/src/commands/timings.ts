import type { Outcome } from '../run.ts';
import { findStack, print } from '@jophiel/local';
import { readReport, type TimingsReport } from '../timings/read-report.ts';
import { processTable, runTable } from '../timings/report.ts';
import { unwrittenLines } from '../timings/unwritten.ts';

export interface TimingsOptions {
  readonly since?: string;
  readonly process?: string;
  readonly json: boolean;
}

/** Shows the times of every process and run from the register, across restarts of services and commands. */
export async function timings({ json, ...query }: TimingsOptions): Promise<Outcome> {
  const report = await readReport(findStack(), query, new Date());
  print(json ? JSON.stringify(report, null, 2) : tablesOf(report).join('\n'));
  return { processes: report.processes.length, runs: report.runs.length };
}

function tablesOf({ since, processes, runs, write_every_seconds, unwritten }: TimingsReport): string[] {
  const asked =
    since === null ? [] : [`Since ${since}. Entries cover ten minutes, so some earlier times may be included.`, ''];
  const figures =
    processes.length === 0
      ? ['The register has no times of this period.']
      : [
          'processes, ms',
          processTable(processes),
          '',
          'runs over items, ms until this number of items',
          runTable(runs),
        ];
  return [...asked, ...figures, '', ...unwrittenLines(unwritten, write_every_seconds)];
}
