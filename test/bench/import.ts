import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Progress, repository, serviceNames, waitUntilHandled } from '@jophiel/local';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { fillCatalogue } from './lib/fill-catalogue.ts';
import { MemoryWatch } from './lib/memory-watch.ts';
import type { Findings } from './lib/report.ts';

export interface ImportOptions {
  readonly samples: number;
  readonly users: number;
  readonly interactions: number;
  /** Source of candidates: postgres or ann. */
  readonly source: string;
}

/**
 * Imports a file of interactions with `jophiel import` until every event is handled and every feed is stored. Measures
 * the rate, and whether the memory of a process grows with the number of events.
 */
export async function importFile({ samples, users, interactions, source }: ImportOptions): Promise<Findings> {
  const domain = loadDefinition('audio');
  const platform = new ImaginaryPlatform(domain, { users, samples, interactions, seed: 13, now: Date.now() });
  const stack = await startStack({
    durable: true,
    environment: { CANDIDATE_SOURCE: source, BATCH_EVERY_MINUTES: '525600', CATALOGUE_REFRESH_MS: '5000' },
    prepare: async (database) => {
      const progress = new Progress('filling');
      await fillCatalogue(database, domain, platform.samples(), (done) => progress.show(done, samples));
      progress.end(`${samples} samples`);
    },
  });
  try {
    const file = `${stack.folder}/interactions.jsonl.gz`;
    await pipeline(Readable.from(linesOf(platform)), createGzip(), createWriteStream(file));
    const command = startImport(stack, file);
    const pids = Object.fromEntries(serviceNames.map((name) => [name, stack.processes[name].pid!]));
    const sending = new MemoryWatch({ 'the command': command.pid! });
    const handling = new MemoryWatch(pids);
    const startedAt = performance.now();
    const [status] = (await once(command, 'exit')) as [number | null];
    if (status !== 0) throw new Error(`The import ended with ${status}.`);
    const sentAt = performance.now();
    const ofCommand = sending.end();
    const progress = new Progress('handling');
    let most = 0;
    await waitUntilHandled(stack, (left) => {
      most = Math.max(most, left);
      progress.show(most - left, most, `${left} on their way`);
    });
    progress.end('all events handled');
    const handledAt = performance.now();
    return {
      sizes: { samples, users, interactions },
      figures: {
        'sent a second': (interactions * 1_000) / (sentAt - startedAt),
        'handled a second, feeds stored': (interactions * 1_000) / (handledAt - startedAt),
        ...ofCommand,
        ...handling.end(),
      },
      floor: {},
      ratio: {},
      aims: {},
    };
  } finally {
    await stack.stop();
  }
}

function* linesOf(platform: ImaginaryPlatform): Generator<string> {
  for (const event of platform.interactions()) yield `${JSON.stringify(event)}\n`;
}

/** Starts the command; its environment has the addresses of the stack. */
function startImport({ services }: RunningStack, file: string) {
  const ports = Object.entries(services).map(([name, url]) => [
    `${name.replaceAll('-', '_').toUpperCase()}_PORT`,
    new URL(url).port,
  ]);
  return spawn(process.execPath, [`${repository}cli/src/main.ts`, 'import', '--no-wait', file], {
    env: { ...process.env, ...Object.fromEntries(ports) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
