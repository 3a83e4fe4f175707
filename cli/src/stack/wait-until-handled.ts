import { setTimeout as sleep } from 'node:timers/promises';
import { readMetrics } from './metrics.ts';
import { consumingServices, type Stack } from './stack.ts';

/** What is still on its way: events not handled, by consumer, and events not published. */
export async function backlog(stack: Stack): Promise<number> {
  const samples = (await Promise.all(consumingServices.map(async (name) => readMetrics(stack.services[name])))).flat();
  return samples
    .filter(({ name }) => name === 'jophiel_consumer_lag' || name === 'jophiel_outbox_unsent')
    .reduce((sum, { value }) => sum + value, 0);
}

/** Resolves when nothing has been on its way for a moment; work makes further work, so one look is not enough. */
export async function waitUntilHandled(stack: Stack, onProgress: (left: number) => void): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    const left = await backlog(stack);
    onProgress(left);
    quiet = left === 0 ? quiet + 1 : 0;
    await sleep(300);
  }
}
