import type { DomainDefinition } from '@jophiel/domain';
import { serviceNames } from '@jophiel/local';
import type { RunningStack } from '../../stack/running-stack.ts';

/** A learning pass to its end, where there is a learner and the definition weighs what it learns. */
export async function learn(_stack: RunningStack, { scoring }: DomainDefinition): Promise<void> {
  if (!(serviceNames as readonly string[]).includes('learner') || !scoring.coInteraction) return;
  throw new Error('The learning pass of the benchmark is not written yet.');
}
