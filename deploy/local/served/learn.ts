import { setTimeout as sleep } from 'node:timers/promises';
import { type DomainDefinition, isLearningApplied, learnsCoInteraction } from '@jophiel/domain';
import { JophielError } from '@jophiel/errors';
import { readMetrics } from '../stack/metrics.ts';
import { request } from '../stack/request.ts';
import { Progress } from '../terminal/index.ts';
import type { TemporaryStack } from '../temporary-stack.ts';
import { readByScorers } from './read-by-scorers.ts';

interface Pass {
  readonly pass_id: string;
  readonly finished_at: string | null;
  readonly solved: number;
  readonly stage: { readonly name: string; readonly done: number; readonly total: number } | null;
}

type LearningStack = Pick<TemporaryStack, 'services' | 'database'>;

/** A working scorer has read all weights by then. */
const READ_TIMEOUT_MS = 300_000;

/**
 * Runs a learning pass to its end, and waits until the scorer has read it; does nothing where co-interaction orders
 * no feed.
 * @throws JophielError SERVICE_UNAVAILABLE when the scorer does not read all weights in time
 */
export async function learn(
  stack: LearningStack,
  definition: DomainDefinition,
  readTimeoutMs = READ_TIMEOUT_MS,
): Promise<void> {
  if (!learnsCoInteraction(definition) || !isLearningApplied(definition)) return;
  const { learner } = stack.services;
  const progress = new Progress('learning');
  let pass = await request<Pass>('POST', `${learner}/v1/learning/passes`);
  while (pass.finished_at === null) {
    await sleep(200);
    pass = await request<Pass>('GET', `${learner}/v1/learning/passes/${pass.pass_id}`);
    if (pass.stage !== null) progress.show(pass.stage.done, pass.stage.total, pass.stage.name);
  }
  await waitForWeights(stack, readTimeoutMs);
  // A pass may change weights and not their number.
  await readByScorers();
  progress.end(`${pass.solved} items learned`);
}

async function waitForWeights(stack: LearningStack, timeoutMs: number): Promise<void> {
  const { scorer } = stack.services;
  const until = performance.now() + timeoutMs;
  for (;;) {
    const [read, stored] = await Promise.all([weightsInMemory(scorer), storedWeights(stack)]);
    if (read === stored) return;
    if (performance.now() > until)
      throw new JophielError(
        'SERVICE_UNAVAILABLE',
        `The scorer has ${read} of ${stored} learned weights after ${timeoutMs / 1_000} s. Check ${scorer}/health/ready and its log.`,
      );
    await sleep(200);
  }
}

async function weightsInMemory(scorer: string): Promise<number> {
  const line = (await readMetrics(scorer)).find(({ name }) => name === 'jophiel_learned_weights');
  return line?.value ?? 0;
}

/** A column has 4 bytes, and 5 for each weight. */
async function storedWeights({ database }: LearningStack): Promise<number> {
  const [row] = await database.query<{ weights: number }>({
    text: 'SELECT coalesce(sum((length(weights) - 4) / 5), 0)::int AS weights FROM jophiel.learned_weights',
  });
  return row!.weights;
}
