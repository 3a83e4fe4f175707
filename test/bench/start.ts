import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServiceName, serviceNames } from '@jophiel/local';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { startBareRoutes } from './lib/bare-routes.ts';
import { fillCatalogue } from './lib/fill-catalogue.ts';
import { stopAllBut } from './lib/one-service.ts';
import { type Findings, quantile } from './lib/report.ts';

export interface StartOptions {
  readonly samples: number;
}

const ROUNDS = 5;
const LOOK_EVERY_MS = 2;

/**
 * Time from the start of a process until it is ready: each service over a filled catalogue, then all at once, as
 * `npm start` does. Beside it a Node process that does nothing, and a bare Fastify.
 */
export async function start({ samples }: StartOptions): Promise<Findings> {
  const stack = await startStack({ durable: true });
  try {
    await stopAllBut(stack, []);
    const domain = loadDefinition('audio');
    const platform = new ImaginaryPlatform(domain, { users: 1, samples, interactions: 0, seed: 11, now: Date.now() });
    await fillCatalogue(stack.database, domain, platform.samples(), () => {});
    const times = new Map<string, number[]>();
    const time = async (name: string, work: () => Promise<number>) =>
      times.set(name, [...(times.get(name) ?? []), await work()]);
    for (let round = 0; round < ROUNDS; round++) {
      await time('node -e 0', nothing);
      await time('bare Fastify', bareFastify);
      for (const name of serviceNames) await time(name, async () => untilReady(stack, [name]));
      await time('all at once', async () => untilReady(stack, serviceNames));
    }
    const median = (name: string) => quantile(times.get(name)!, 0.5);
    const measured = [...serviceNames, 'all at once'];
    const floor = median('bare Fastify');
    return {
      sizes: { samples },
      figures: Object.fromEntries(measured.map((name) => [`${name} ms`, median(name)])),
      floor: {
        ...Object.fromEntries(serviceNames.map((name) => [`${name} ms`, floor])),
        'node -e 0 ms': median('node -e 0'),
      },
      ratio: Object.fromEntries(serviceNames.map((name) => [`${name} ms`, median(name) / floor])),
    };
  } finally {
    await stack.stop();
  }
}

async function nothing(): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(process.execPath, ['-e', '0']), 'exit');
  return performance.now() - startedAt;
}

async function bareFastify(): Promise<number> {
  const startedAt = performance.now();
  const bare = await startBareRoutes({ '/': 'ready' });
  const ms = performance.now() - startedAt;
  bare.stop();
  return ms;
}

/** Starts services at once, waits until all are ready, and stops them. @returns the ms until ready */
async function untilReady({ processes, services }: RunningStack, names: readonly ServiceName[]): Promise<number> {
  const startedAt = performance.now();
  for (const name of names) processes[name].start();
  for (const name of names) while (!(await isReady(services[name]))) await sleep(LOOK_EVERY_MS);
  const ms = performance.now() - startedAt;
  await Promise.all(names.map(async (name) => processes[name].stop()));
  return ms;
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}
