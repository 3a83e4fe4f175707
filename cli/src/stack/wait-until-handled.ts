import { setTimeout as sleep } from 'node:timers/promises';
import { readMetrics, type Sample } from './metrics.ts';
import { consumingServices, type Stack } from './stack.ts';

/** What is still on its way: events not handled, by consumer, and events not published. */
export async function backlog(stack: Stack): Promise<number> {
  return backlogIn(await samplesOf(stack));
}

async function samplesOf(stack: Stack): Promise<Sample[]> {
  return (await Promise.all(consumingServices.map(async (name) => readMetrics(stack.services[name])))).flat();
}

function backlogIn(samples: readonly Sample[]): number {
  return samples
    .filter(({ name }) => name === 'jophiel_consumer_lag' || name === 'jophiel_outbox_unsent')
    .reduce((sum, { value }) => sum + value, 0);
}

/**
 * Resolves when nothing has been on its way for a moment; work makes further work, so one look is not enough.
 * @param onProgress told what is left, and what the services' metrics say
 */
export async function waitUntilHandled(
  stack: Stack,
  onProgress: (left: number, samples: readonly Sample[]) => void,
): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    const samples = await samplesOf(stack);
    const left = backlogIn(samples);
    onProgress(left, samples);
    quiet = left === 0 ? quiet + 1 : 0;
    await sleep(300);
  }
}
