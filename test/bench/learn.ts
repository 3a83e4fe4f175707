import { setTimeout as sleep } from 'node:timers/promises';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { Progress, readMetrics, request, waitUntilReady } from '@jophiel/local';
import { layoutOf } from '@jophiel/vectors';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { fillCatalogue } from './lib/fill-catalogue.ts';
import { likeOneByOne } from './lib/like-one-by-one.ts';
import { metricOf, stopAllBut } from './lib/one-service.ts';
import { cpuSecondsOf, memoryOf } from './lib/processes.ts';
import { type Findings, quantile } from './lib/report.ts';
import { storeRandomSignals } from './lib/store-signals.ts';

export interface LearnOptions {
  readonly samples: number;
  readonly signals: number;
  /** Likes beside a pass; 0 skips this part. */
  readonly likes: number;
}

interface Pass {
  readonly pass_id: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly signals: number;
  readonly changed: number;
}

const MIB = 1024 * 1024;
const STAGES = ['samples', 'signals', 'neighbours', 'counts', 'weights'] as const;
const WARM_UP = 10;

/**
 * A learning pass over a log: the first, which searches the nearest by content, and the next, which finds them stored.
 * The floor is what the second one computes, without reading and writing. Then likes alone and beside a pass.
 */
export async function learn({ samples, signals, likes }: LearnOptions): Promise<Findings> {
  const domain = loadDefinition('audio');
  const stack = await startStack({
    durable: true,
    environment: { BATCH_EVERY_MINUTES: '525600', LEARNER_PASS_EVERY_MINUTES: '525600', CATALOGUE_REFRESH_MS: '5000' },
  });
  try {
    await stopAllBut(stack, []);
    const progress = new Progress('filling');
    const platform = new ImaginaryPlatform(domain, { users: 1, samples, interactions: 0, seed: 11, now: Date.now() });
    await fillCatalogue(stack.database, domain, platform.samples(), (done) => progress.show(done, samples));
    await storeRandomSignals(stack.database, { signals, layout: layoutOf(domain.features).id }, (done, all) =>
      progress.show(done, all, 'users'),
    );
    progress.end(`${samples} samples, ${signals} signals`);
    await stack.database.execute({ text: 'TRUNCATE learning_passes, learner_ranges, learned_weights' });

    stack.processes.learner.start();
    const pid = () => stack.processes.learner.pid!;
    const cold = await measured(stack, pid, async () => finished(stack, await firstPass(stack)));
    const warm = await measured(stack, pid, async () => finished(stack, await passNow(stack)));
    const [stored] = await stack.database.query<{ bytes: number }>({
      text: 'SELECT avg(octet_length(weights))::float8 AS bytes FROM learned_weights',
    });
    const memory = memoryOf(pid()).resident / MIB;
    const floor = (warm.stages.get('counts') ?? 0) + (warm.stages.get('weights') ?? 0);
    const beside = likes === 0 ? {} : await likesBeside(stack, samples, likes);
    return {
      sizes: { samples, signals: cold.pass.signals },
      figures: {
        'cold pass s': cold.seconds,
        ...stagesOf('cold', cold.stages),
        'cold pass, CPU s of the learner': cold.cpu,
        'warm pass s': warm.seconds,
        ...stagesOf('warm', warm.stages),
        'warm pass, CPU s of the learner': warm.cpu,
        'learner, MiB': memory,
        'weights, bytes a sample': stored!.bytes,
        'signals read a second': warm.pass.signals / warm.stages.get('signals')!,
        ...beside,
      },
      floor: { 'warm pass s': floor },
      ratio: { 'warm pass s': warm.seconds / floor },
      aims: {
        'warm pass s': '≤ 20 for 1 M signals over 100,000; ≤ 120 for 10 M over 300,000',
        'learner, MiB': '≤ 1,536 for 10 M over 300,000',
        'weights, bytes a sample': '≤ 400',
      },
    };
  } finally {
    await stack.stop();
  }
}

interface Measured {
  readonly pass: Pass;
  readonly seconds: number;
  readonly cpu: number;
  /** Seconds of each stage. */
  readonly stages: ReadonlyMap<string, number>;
}

async function measured(stack: RunningStack, pid: () => number, work: () => Promise<Pass>): Promise<Measured> {
  const [before, cpuBefore] = [await stageSeconds(stack), cpuSecondsOf(pid())];
  const pass = await work();
  const after = await stageSeconds(stack);
  return {
    pass,
    seconds: (Date.parse(pass.finished_at!) - Date.parse(pass.started_at!)) / 1_000,
    cpu: cpuSecondsOf(pid()) - cpuBefore,
    stages: new Map([...after].map(([stage, seconds]) => [stage, seconds - (before.get(stage) ?? 0)])),
  };
}

async function stageSeconds({ services }: RunningStack): Promise<Map<string, number>> {
  const lines = await readMetrics(services.learner).catch(() => []);
  return new Map(
    STAGES.map((stage) => {
      const sum = lines.find(
        ({ name, labels }) => name === 'jophiel_process_seconds_sum' && labels.process === `learn-${stage}`,
      );
      return [stage, sum?.value ?? 0];
    }),
  );
}

function stagesOf(which: string, stages: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...stages].map(([stage, seconds]) => [`${which}: ${stage} s`, seconds]));
}

async function firstPass({ database }: RunningStack): Promise<string> {
  for (;;) {
    const [row] = await database.query<{ pass_id: string }>({ text: 'SELECT pass_id FROM learning_passes LIMIT 1' });
    if (row !== undefined) return row.pass_id;
    await sleep(50);
  }
}

async function passNow({ services }: RunningStack): Promise<string> {
  return (await request<Pass>('POST', `${services.learner}/v1/learning/passes`)).pass_id;
}

async function finished({ services }: RunningStack, passId: string): Promise<Pass> {
  const progress = new Progress('learning');
  for (;;) {
    const pass = await request<Pass & { stage: { name: string; done: number; total: number } | null }>(
      'GET',
      `${services.learner}/v1/learning/passes/${passId}`,
    );
    if (pass.finished_at !== null) {
      progress.end(`${pass.signals} signals`);
      return pass;
    }
    if (pass.stage !== null) progress.show(pass.stage.done, pass.stage.total, pass.stage.name);
    await sleep(200);
  }
}

/** Latency of likes alone, and while passes run one after another. */
async function likesBeside(stack: RunningStack, samples: number, likes: number): Promise<Record<string, number>> {
  for (const [name, process] of Object.entries(stack.processes)) if (name !== 'learner') process.start();
  await waitUntilReady(stack, 300_000);
  await likeOneByOne(stack, samples, WARM_UP);
  const alone = await likeOneByOne(stack, samples, likes);
  const done = new AbortController();
  const passes = (async () => {
    while (!done.signal.aborted) await finished(stack, await passNow(stack));
  })();
  await sleep(500);
  const beside = await likeOneByOne(stack, samples, likes);
  done.abort();
  await passes;
  return {
    'like alone, p50 ms': quantile(alone, 0.5),
    'like alone, p99 ms': quantile(alone, 0.99),
    'like beside passes, p50 ms': quantile(beside, 0.5),
    'like beside passes, p99 ms': quantile(beside, 0.99),
    'solved because of likes': await metricOf(stack.services.learner, 'jophiel_learner_solved_total'),
  };
}
