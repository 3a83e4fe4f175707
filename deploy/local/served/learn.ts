import { setTimeout as sleep } from 'node:timers/promises';
import { type DomainDefinition, learnsCoInteraction } from '@jophiel/domain';
import { readMetrics } from '../stack/metrics.ts';
import { request } from '../stack/request.ts';
import { Progress } from '../terminal/index.ts';
import type { TemporaryStack } from '../temporary-stack.ts';

interface Pass {
  readonly pass_id: string;
  readonly finished_at: string | null;
  readonly solved: number;
  readonly stage: { readonly name: string; readonly done: number; readonly total: number } | null;
}

/** Many times the interval at which a scorer reads what was learned: a pass may change weights and not their number. */
const READ_BY_SCORERS_MS = 3_000;

/** A learning pass to its end, and until the scorer has read it; nothing where co-interaction has no weight. */
export async function learn(stack: TemporaryStack, definition: DomainDefinition): Promise<void> {
  if (!learnsCoInteraction(definition)) return;
  const { learner, scorer } = stack.services;
  const progress = new Progress('learning');
  let pass = await request<Pass>('POST', `${learner}/v1/learning/passes`);
  while (pass.finished_at === null) {
    await sleep(200);
    pass = await request<Pass>('GET', `${learner}/v1/learning/passes/${pass.pass_id}`);
    if (pass.stage !== null) progress.show(pass.stage.done, pass.stage.total, pass.stage.name);
  }
  while ((await weightsInMemory(scorer)) !== (await storedWeights(stack))) await sleep(200);
  await sleep(READ_BY_SCORERS_MS);
  progress.end(`${pass.solved} items learned`);
}

async function weightsInMemory(scorer: string): Promise<number> {
  const line = (await readMetrics(scorer)).find(({ name }) => name === 'jophiel_learned_weights');
  return line?.value ?? 0;
}

/** A column has 4 bytes, and 5 for each weight. */
async function storedWeights({ database }: TemporaryStack): Promise<number> {
  const [row] = await database.query<{ weights: number }>({
    text: 'SELECT coalesce(sum((length(weights) - 4) / 5), 0)::int AS weights FROM jophiel.learned_weights',
  });
  return row!.weights;
}
