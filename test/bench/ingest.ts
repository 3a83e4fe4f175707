import { inChunks } from '@jophiel/events';
import { Progress } from '@jophiel/local';
import type { OutsideEnvelope } from '@jophiel/contracts';
import { loadDefinition } from '@jophiel/domain';
import { ImaginaryPlatform } from '@jophiel/generator';
import { startStack } from '../stack/running-stack.ts';
import { bareInsert } from './lib/bare-insert.ts';
import { cpuClock, stopAllBut, untilCounted, untilSent } from './lib/one-service.ts';
import { IN_FLIGHT, postEvents } from './lib/post-events.ts';
import { memoryOf } from './lib/processes.ts';
import { type Findings, quantile } from './lib/report.ts';

export interface IngestOptions {
  readonly interactions: number;
  readonly users: number;
}

const ROUNDS = 5;
const BATCH = 500;
const SAMPLES = 2_000;
const MIB = 1024 * 1024;

/**
 * Interactions over HTTP in batches, in concurrent requests, until they are answered (committed to disk) without other
 * work; then until every profile has handled them. Alternates with a bare insert of the same rows, over as many
 * connections as there are concurrent requests.
 */
export async function ingest({ interactions, users }: IngestOptions): Promise<Findings> {
  const stack = await startStack({ durable: true });
  try {
    await stopAllBut(stack, ['ingestion']);
    const { ingestion, profile } = stack.processes;
    const rounds = roundsOf(interactions, users);
    const bare = await bareInsert(stack.databaseUrl, IN_FLIGHT);
    const one = await bareInsert(stack.databaseUrl, 1);
    const answered: number[] = [];
    const inserted: number[] = [];
    const insertedByOne: number[] = [];
    const resident: number[] = [];
    let sent = 0;
    const progress = new Progress('ingesting');
    const cpu = cpuClock({ ingestion: ingestion.pid!, PostgreSQL: stack.postgres.pid, NATS: stack.nats.pid });
    for (const events of rounds) {
      const batches = inChunks(events, BATCH);
      const bodies = batches.map((batch) => JSON.stringify(batch));
      cpu.run(true);
      answered.push(events.length / (await seconds(async () => postEvents(stack.services.ingestion, bodies))));
      await untilSent(stack.services.ingestion);
      cpu.run(false);
      inserted.push(events.length / (await seconds(async () => bare.insert(batches))));
      insertedByOne.push(events.length / (await seconds(async () => one.insert(batches))));
      resident.push(memoryOf(ingestion.pid!).resident / MIB);
      sent += events.length;
      progress.show(sent, interactions);
    }
    await bare.remove();
    await one.remove();
    progress.end(`${sent} interactions`);
    profile.start();
    const counted = { consumer: 'profile-interaction-recorded', outcome: 'handled' };
    // Excludes the start.
    const begun = await untilCounted(stack.services.profile, counted, sent / 10);
    const ended = await untilCounted(stack.services.profile, counted, sent);
    const [rate, floor] = [quantile(answered, 0.5), quantile(inserted, 0.5)];
    return {
      sizes: { interactions: sent, users },
      figures: {
        'answered a second': rate,
        'handled by profile a second': ((ended.count - begun.count) * 1_000) / (ended.at - begun.at),
        ...cpu.microsecondsEach(sent),
        'ingestion MiB after a fifth': resident[0]!,
        'ingestion MiB at the end': resident[ROUNDS - 1]!,
      },
      floor: { 'answered a second': floor, 'over one connection': quantile(insertedByOne, 0.5) },
      ratio: { 'answered a second': rate / floor },
      aims: { 'answered a second': '≥ 5,000; ratio ≥ .5' },
    };
  } finally {
    await stack.stop();
  }
}

/** The interactions of one imaginary platform in parts, generated on demand. */
function* roundsOf(interactions: number, users: number): Generator<OutsideEnvelope[]> {
  const size = { users, samples: SAMPLES, interactions, seed: 11, now: Date.now() };
  const platform = new ImaginaryPlatform(loadDefinition('audio'), size);
  platform.samples().forEach(() => {});
  let round: OutsideEnvelope[] = [];
  for (const event of platform.interactions()) {
    round.push(event);
    if (round.length < interactions / ROUNDS) continue;
    yield round;
    round = [];
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}
