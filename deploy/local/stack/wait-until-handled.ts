import { setTimeout as sleep } from 'node:timers/promises';
import { JophielError } from '@jophiel/errors';
import { readMetrics, type Sample } from './metrics.ts';
import { consumingServices } from './services.ts';
import type { Stack } from './stack.ts';

/** A working service handles some event within this time. */
const STALLED_MS = 120_000;

/** Events not handled, by consumer, and events not published. */
export async function backlog(stack: Stack): Promise<number> {
  return total(waitingIn(await samplesOf(stack)));
}

async function samplesOf(stack: Stack): Promise<Sample[]> {
  return (await Promise.all(consumingServices.map(async (name) => readMetrics(stack.services[name])))).flat();
}

/** Number of waiting events, by consumer or outbox. */
type Waiting = ReadonlyMap<string, number>;

function waitingIn(samples: readonly Sample[]): Waiting {
  const waiting = new Map<string, number>();
  for (const { name, labels, value } of samples) {
    if (value === 0) continue;
    if (name === 'jophiel_consumer_lag') waiting.set(`consumer ${labels.consumer}`, value);
    if (name === 'jophiel_outbox_unsent') waiting.set(`outbox of ${labels.service}`, value);
  }
  return waiting;
}

const total = (waiting: Waiting): number => [...waiting.values()].reduce((sum, events) => sum + events, 0);

/**
 * Resolves when the backlog is empty in several checks in a row, because handling an event may cause others.
 * @param onProgress called with the backlog and the services' metrics
 * @param stalledMs how long the backlog may stay the same
 * @throws JophielError SERVICE_UNAVAILABLE when a service does not answer, or the backlog stalls
 */
export async function waitUntilHandled(
  stack: Stack,
  onProgress: (left: number, samples: readonly Sample[]) => void,
  stalledMs = STALLED_MS,
): Promise<void> {
  let former = '';
  let changedAt = performance.now();
  for (let quiet = 0; quiet < 3;) {
    const samples = await samplesOf(stack);
    const waiting = waitingIn(samples);
    onProgress(total(waiting), samples);
    quiet = waiting.size === 0 ? quiet + 1 : 0;
    const state = JSON.stringify([...waiting]);
    if (state !== former) changedAt = performance.now();
    else if (waiting.size > 0 && performance.now() - changedAt > stalledMs) throw stalled(waiting, stalledMs);
    former = state;
    await sleep(300);
  }
}

function stalled(waiting: Waiting, ms: number): JophielError {
  const parts = [...waiting].map(([where, events]) => `${where}: ${events}`).join(', ');
  return new JophielError(
    'SERVICE_UNAVAILABLE',
    `No event was handled for ${ms / 1000} s, but some wait (${parts}). Check /health/ready and the log of that service.`,
  );
}
