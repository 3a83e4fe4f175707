import { openLogs, openMetrics, openTimings, storeEntries, TimingBook, type Timings } from '@jophiel/observability';
import { startPostgres } from '@jophiel/embedded';
import { install } from '@jophiel/local';
import { connectDatabase } from '@jophiel/postgres';
import { temporaryFolder } from '@jophiel/testing';
import { randomUUID } from 'node:crypto';
import processor from 'node:process';
import { type Findings, quantile } from './lib/report.ts';

export interface TimingsOptions {
  /** Per round. */
  readonly executions: number;
}

const ROUNDS = 15;
const WRITES = 300;
/** The processes of a busy service. */
const PROCESSES = ['react', 'candidates', 'rank', 'store-feeds', 'batch-chunk', 'batch', 'canary', 'POST /v1/batch'];

/**
 * CPU time of timing one execution: for the metrics only, and with the register; the floor is two reads of the clock. Then
 * the cost of writing the entries of a busy service to PostgreSQL, as every five seconds.
 */
export async function timings({ executions }: TimingsOptions): Promise<Findings> {
  const logs = await openLogs({ service: 'bench', level: 'error', rotateAtBytes: 1e6, keep: 1 });
  const logger = await logs.feature('bench');
  const book = new TimingBook();
  const metricsAlone = openTimings(openMetrics('bench'), logger);
  const registered = openTimings(openMetrics('bench'), logger, [book]);
  const found = { clock: [] as number[], metrics: [] as number[], register: [] as number[], promised: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    found.clock.push(nanoseconds(executions, () => performance.now() - performance.now()));
    found.metrics.push(nanoseconds(executions, syncIn(metricsAlone)));
    found.register.push(nanoseconds(executions, syncIn(registered)));
    found.promised.push(await nanosecondsAsync(executions, registered));
  }
  const [clock, alone, both] = [found.clock, found.metrics, found.register].map((each) => quantile(each, 0.5)) as [
    number,
    number,
    number,
  ];
  logs.close();
  const writes = await writeTimes();
  return {
    sizes: { executions: executions * ROUNDS, entries: writes.entries },
    figures: {
      'measureSync, metrics alone, ns': alone,
      'measureSync, with the register, ns': both,
      'the register, ns': both - alone,
      'measure, with the register, ns': quantile(found.promised, 0.5),
      'a write of all entries, p50 ms': quantile(writes.ms, 0.5),
      'a write of all entries, p99 ms': quantile(writes.ms, 0.99),
    },
    floor: { 'measureSync, with the register, ns': clock },
    ratio: { 'measureSync, with the register, ns': both / clock },
  };
}

let next = 0;
const nextProcess = () => PROCESSES[(next = (next + 1) % PROCESSES.length)]!;
const nothing = () => 1;
const syncIn = (timings: Timings) => () => timings.measureSync(nextProcess(), nothing);

function nanoseconds(count: number, work: () => number): number {
  let sum = 0;
  const before = processor.cpuUsage();
  for (let index = 0; index < count; index++) sum += work();
  const ns = sinceUsage(before);
  // Uses the sum, so that the compiler keeps the loop.
  return Number.isNaN(sum) ? 0 : ns / count;
}

async function nanosecondsAsync(count: number, timings: Timings): Promise<number> {
  const before = processor.cpuUsage();
  for (let index = 0; index < count; index++) await timings.measure(nextProcess(), async () => 1);
  return sinceUsage(before) / count;
}

/** CPU time: unlike the elapsed time, it does not grow with other work on the machine. */
function sinceUsage(before: NodeJS.CpuUsage): number {
  const { user, system } = processor.cpuUsage(before);
  return (user + system) * 1_000;
}

/** Before each write every entry changes, as under load. */
async function writeTimes(): Promise<{ entries: number; ms: number[] }> {
  const folder = temporaryFolder('bench');
  const server = await startPostgres({ folder: `${folder.path}/postgres`, durable: true });
  const database = connectDatabase({
    url: server.url,
    application: 'bench',
    poolSize: 1,
    statementTimeoutMs: 60_000,
  });
  await install(database);
  const book = new TimingBook();
  const writer = randomUUID();
  const ms: number[] = [];
  let entries = 0;
  for (let write = 0; write < WRITES; write++) {
    for (const process of PROCESSES) {
      for (let count = 0; count < 50; count++) book.single(process, 0, Math.random() * 100);
      for (const items of [10, 100, 1_000, 10_000]) book.milestone(process, items, items * Math.random());
    }
    const changes = book.changes();
    entries = changes.entries.length;
    const startedAt = performance.now();
    await storeEntries(database, 'scorer', writer, changes.entries);
    ms.push(performance.now() - startedAt);
    changes.written();
  }
  await database.close();
  await server.stop();
  folder.remove();
  return { entries, ms };
}
