import type { Logger } from '@jophiel/observability';
import { rangeOf } from '../core/ranges.ts';
import { sampleRate } from '../core/sample-rate.ts';
import { countSignals } from '../statements/load-signals.ts';
import { storeNeighbours } from '../statements/neighbours.ts';
import { numberSamples } from '../statements/number-samples.ts';
import { advancePass, finishPass, type Pass, startPass } from '../statements/passes.ts';
import { addRanges, finishRange, type Lease } from '../statements/ranges.ts';
import type { Progress } from './progress.ts';
import { readSamples, readUsers, type Reading } from './read-knowledge.ts';
import { solveItems, type Solving } from './solve-items.ts';

const SEARCHES_AT_ONCE = 512;
const SOLVES_AT_ONCE = 256;

export interface PassContext extends Solving, Pick<Reading, 'layout' | 'counting' | 'signal'> {
  readonly progress: Progress;
  readonly logger: Logger;
  readonly maxSignals: number;
  /** The ranges that this process holds now. */
  readonly leases: () => readonly Lease[];
  /** Takes free ranges, after some were added. */
  readonly renewLeases: () => Promise<void>;
  /** Work on changes that happened meanwhile, between two pieces of the last stage. */
  readonly between: () => Promise<void>;
}

/**
 * Reads all that a pass learns from into memory: samples, signals, neighbours by content and counts. Stored weights stay
 * as they are.
 */
export async function preparePass(context: PassContext, requested: Pass): Promise<Pass> {
  const { database, knowledge, progress, signal, pauses, now } = context;
  await numberSamples(database);
  await addRanges(database);
  await context.renewLeases();
  const signals = await countSignals(database);
  const rate = sampleRate(signals, context.maxSignals);
  const pass = await startPass(database, requested, { sampleRate: rate, signals, now: now() });
  const reading: Reading = { ...context, executor: database };
  await progress.stage('samples', pass.items, async (done) => readSamples(reading, done));
  knowledge.noteGrowth();
  knowledge.beginUsers(pass.sample_rate);
  await progress.stage('signals', Math.round(pass.signals * pass.sample_rate), async (done) =>
    readUsers(reading, pass.pass, done),
  );
  const items = knowledge.items();
  const held = new Set(context.leases().map(({ range }) => range));
  await searchNeighbours(
    context,
    items.filter((item) => held.has(rangeOf(item))),
  );
  await progress.stage('counts', items.length, async (done) => {
    for (const item of items) {
      if (signal.aborted) return;
      knowledge.learner.count(item);
      done(1);
      await pauses.whenDue();
    }
  });
  return pass;
}

/** Searches and stores the neighbours that items lack. */
async function searchNeighbours(context: PassContext, among: readonly number[]): Promise<void> {
  const { database, knowledge, pauses, progress, signal } = context;
  const items = knowledge.lacking(among);
  if (items.length === 0) return;
  await progress.stage('neighbours', items.length, async (done) => {
    for (let from = 0; from < items.length && !signal.aborted; from += SEARCHES_AT_ONCE) {
      const found = await knowledge.neighboursOf(items.slice(from, from + SEARCHES_AT_ONCE), pauses);
      await storeNeighbours(database, found);
      done(found.length);
    }
  });
}

/**
 * Solves the ranges of this process that the pass has not learned yet. A pass that was interrupted goes on with the ranges
 * that it had not finished.
 * @returns whether the pass is finished, by all processes
 */
export async function solvePass(context: PassContext, { pass }: Pass): Promise<boolean> {
  const { database, knowledge, progress, signal, now } = context;
  const open = () => context.leases().filter((lease) => lease.pass < pass);
  const byRange = Map.groupBy(knowledge.items(), rangeOf);
  const inRange = ({ range }: Lease) => byRange.get(range) ?? [];
  // Of ranges that were taken over since.
  await searchNeighbours(context, open().flatMap(inRange));
  const total = open().reduce((sum, lease) => sum + inRange(lease).length, 0);
  const learned = new Set<number>();
  await progress.stage('weights', total, async (done) => {
    for (;;) {
      const lease = open().find(({ range }) => !learned.has(range));
      if (lease === undefined || signal.aborted) return;
      const own = inRange(lease);
      for (let from = 0; from < own.length && !signal.aborted; from += SOLVES_AT_ONCE) {
        const piece = own.slice(from, from + SOLVES_AT_ONCE);
        const changed = await solveItems(context, piece, [lease]);
        await advancePass(database, pass, { solved: piece.length, changed });
        done(piece.length);
        await context.between();
      }
      if (signal.aborted) return;
      await finishRange(database, lease, pass);
      learned.add(lease.range);
    }
  });
  return !signal.aborted && finishPass(database, pass, now());
}
