import { setTimeout as sleep } from 'node:timers/promises';
import { Progress, request, serviceNames, waitUntilHandled } from '@jophiel/local';
import { seed } from '@jophiel/local/seed';
import { loadDefinition } from '@jophiel/domain';
import { layoutOf } from '@jophiel/vectors';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { metricOf } from './lib/one-service.ts';
import { memoryOf } from './lib/processes.ts';
import type { Findings } from './lib/report.ts';

export interface MemoryOptions {
  readonly samples: number;
  readonly interactions: number;
}

const MIB = 1024 * 1024;
const USERS = 2_000;
/** Wait after a start and after work. */
const SETTLE_MS = 10_000;

/**
 * Memory of every service: after the start with an empty catalogue, and after samples, interactions and a batch. Sums are
 * of proportional sizes, which count shared pages once.
 */
export async function memory({ samples, interactions }: MemoryOptions): Promise<Findings> {
  const stack = await startStack({ durable: true });
  try {
    await sleep(SETTLE_MS);
    const idle = services(stack);
    await work(stack, samples, interactions);
    await sleep(SETTLE_MS);
    const worked = services(stack);
    const indexBytes = await metricOf(stack.services.ann, 'jophiel_ann_index_bytes');
    const [row] = await stack.database.query<{ entries: number }>({
      text: 'SELECT avg(octet_length(vector) / 6)::float8 AS entries FROM jophiel.sample_vectors',
    });
    return {
      sizes: {
        samples,
        interactions,
        dimensions: layoutOf(loadDefinition('audio').features).dimensions,
        'entries of a vector': Math.round(row!.entries * 10) / 10,
      },
      figures: {
        'all services idle, MiB': sumOf(idle),
        ...named(idle, 'idle, MiB'),
        'all services after work, MiB': sumOf(worked),
        ...named(worked, 'after work, MiB'),
        'PostgreSQL after work, MiB': memoryOf(stack.postgres.pid).proportional / MIB,
        'NATS after work, MiB': memoryOf(stack.nats.pid).proportional / MIB,
        'ann, bytes a sample': indexBytes / samples,
      },
      floor: {},
      ratio: {},
      aims: { 'all services idle, MiB': '≤ 1,024', 'ann, bytes a sample': '≤ 700 at 192 dimensions' },
    };
  } finally {
    await stack.stop();
  }
}

function services({ processes }: RunningStack): ReadonlyMap<string, number> {
  return new Map(serviceNames.map((name) => [name, memoryOf(processes[name].pid!).proportional / MIB]));
}

function sumOf(each: ReadonlyMap<string, number>): number {
  return [...each.values()].reduce((sum, size) => sum + size, 0);
}

function named(each: ReadonlyMap<string, number>, what: string): Record<string, number> {
  return Object.fromEntries([...each].map(([name, size]) => [`${name} ${what}`, size]));
}

async function work(stack: RunningStack, samples: number, interactions: number): Promise<void> {
  const progress = new Progress('filling');
  const size = { users: USERS, samples, interactions, seed: 11, now: Date.now() };
  await seed(stack, size, ({ accepted }) => progress.show(accepted, samples + interactions));
  await waitUntilHandled(stack, () => {});
  await request('POST', `${stack.services.scorer}/v1/batch`);
  await waitUntilHandled(stack, () => {});
  progress.end(`${samples} samples, ${interactions} interactions, a batch`);
}
