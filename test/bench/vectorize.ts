import { randomUUID } from 'node:crypto';
import { Progress } from '@jophiel/local';
import type { OutsideEnvelope } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { connectNats, jetStreamTransport } from '@jophiel/nats';
import type { Metadata } from '@jophiel/vectors';
import { vectoriserOf } from '../../services/vectorizer/src/core/vectoriser.ts';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { bareRowsOf } from './lib/bare-rows.ts';
import { cpuClock, stopAllBut, untilCounted } from './lib/one-service.ts';
import { memoryOf } from './lib/processes.ts';
import { readRealEvents } from './lib/real-data.ts';
import type { Findings } from './lib/report.ts';

export interface VectorizeOptions {
  readonly samples: number;
  /** Uses the real catalogue instead of an imaginary one. */
  readonly real: boolean;
}

const BATCH = 500;
const MIB = 1024 * 1024;
const TABLES = ['sample_vectors', 'sample_metadata', 'sample_texts', 'sample_words', 'feature_terms'];

/**
 * From analysed samples in the stream to rows in the tables and `sample.vectorized` in the outbox, by the real service
 * alone. Floors: a bare insert of its rows, and computing the vectors only.
 */
export async function vectorize({ samples, real }: VectorizeOptions): Promise<Findings> {
  const stack = await startStack({ durable: true });
  try {
    await stopAllBut(stack, []);
    const events = real ? await readRealEvents('sample-analyzed', samples) : imaginarySamples(samples);
    await publish(stack, events);
    const { vectorizer } = stack.processes;
    vectorizer.start();
    const counted = { consumer: 'vectorizer-sample-analyzed', outcome: 'handled' };
    // Excludes the start.
    const begun = await untilCounted(stack.services.vectorizer, counted, samples / 10);
    const cpu = cpuClock({ vectorizer: vectorizer.pid!, PostgreSQL: stack.postgres.pid, NATS: stack.nats.pid });
    const early = memoryOf(vectorizer.pid!).resident / MIB;
    const ended = await untilCounted(stack.services.vectorizer, counted, events.length);
    const measured = ended.count - begun.count;
    const rate = measured / ((ended.at - begun.at) / 1_000);
    const used = cpu.microsecondsEach(measured);
    const late = memoryOf(vectorizer.pid!).resident / MIB;
    await vectorizer.stop();
    const bare = await bareRowsOf(stack.databaseUrl, TABLES);
    const floor = events.length / (await bare.write(BATCH));
    await bare.remove();
    return {
      sizes: { samples: events.length },
      figures: { 'samples a second': rate, ...used, 'MiB after a tenth': early, 'MiB at the end': late },
      floor: { 'samples a second': floor, 'vectors alone a second': vectorsASecond(events) },
      ratio: { 'samples a second': rate / floor },
    };
  } finally {
    await stack.stop();
  }
}

function imaginarySamples(samples: number): OutsideEnvelope[] {
  const size = { users: 1, samples, interactions: 0, seed: 3, now: Date.now() };
  return [...new ImaginaryPlatform(loadDefinition('audio'), size).samples()];
}

async function publish({ natsUrl }: RunningStack, events: readonly OutsideEnvelope[]): Promise<void> {
  const connection = await connectNats({ url: natsUrl, name: 'analyser' });
  const transport = await jetStreamTransport(connection, { replicas: 1, scale: 0.5 });
  const progress = new Progress('publishing');
  for (let from = 0; from < events.length; from += BATCH) {
    const batch = events.slice(from, from + BATCH);
    const receipts = await transport.publish(
      batch.map((event) => ({ subject: event.event_name, id: randomUUID(), body: JSON.stringify(event) })),
    );
    if (receipts.includes(undefined)) throw new Error('The broker did not accept all samples.');
    progress.show(from + batch.length, events.length);
  }
  progress.end(`${events.length} samples`);
  await connection.close();
}

function vectorsASecond(events: readonly OutsideEnvelope[]): number {
  const vectorise = vectoriserOf(loadDefinition('audio'));
  const metadata = events.map(({ payload }) => (payload as { metadata: Metadata }).metadata);
  for (const each of metadata.slice(0, BATCH)) vectorise(each);
  const startedAt = performance.now();
  for (const each of metadata) vectorise(each);
  return (metadata.length * 1_000) / (performance.now() - startedAt);
}
