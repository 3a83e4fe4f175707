import { setTimeout as sleep } from 'node:timers/promises';
import type { HealthAnswer } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import { neededServices } from './needed-services.ts';
import type { Stack } from './stack.ts';

/** @throws JophielError SERVICE_UNAVAILABLE with what is missing, after the timeout (ms) */
export async function waitUntilReady(stack: Stack, timeout: number): Promise<void> {
  const deadline = Date.now() + timeout;
  for (const name of neededServices(stack.domain)) {
    for (;;) {
      const reason = await whyNotReady(stack.services[name]);
      if (reason === undefined) break;
      if (Date.now() > deadline) throw new JophielError('SERVICE_UNAVAILABLE', `${name} is not ready: ${reason}`);
      await sleep(50);
    }
  }
}

async function whyNotReady(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${url}/health/ready`);
    if (response.ok) return undefined;
    const { checks } = (await response.json()) as HealthAnswer;
    return Object.entries(checks)
      .filter(([, { ok }]) => !ok)
      .map(([check, { detail }]) => `${check}: ${detail}`)
      .join(', ');
  } catch (error) {
    return `${url} does not answer (${String((error as Error).cause ?? error)})`;
  }
}
