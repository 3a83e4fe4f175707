import { inChunks } from '@jophiel/events';
import type { Logger } from '@jophiel/observability';
import { rangeOf } from '../core/ranges.ts';
import { sampleRate } from '../core/sample-rate.ts';
import { estimateSignals } from '../statements/load-signals.ts';
import { numberSamples } from '../statements/number-samples.ts';
import { advancePass, countSignals, finishPass, type Pass, startPass } from '../statements/passes.ts';
import { addRanges, finishRange, type Lease } from '../statements/ranges.ts';
import type { Progress } from './progress.ts';
import { readSamples, readUsers, type Reading } from './read-knowledge.ts';
import { searchNeighbours } from './search-neighbours.ts';
import { solveItems, type Solving } from './solve-items.ts';

const SOLVES_AT_ONCE = 256;

export interface PassContext extends Solving, Pick<Reading, 'layout' | 'counting' | 'signal'> {
  readonly progress: Progress;
  readonly logger: Logger;
  readonly maxSignals: number;
  readonly leases: () => readonly Lease[];
  /** Takes free ranges, after some were added. */
  readonly renewLeases: () => Promise<void>;
  /** Work on changes that happened meanwhile, between two pieces of the last stage. */
  readonly between: () => Promise<void>;
  readonly now: () => Date;
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
  const signals = await estimateSignals(database);
  const rate = sampleRate(signals, context.maxSignals);
  const pass = await startPass(database, requested, { sampleRate: rate, signals, now: now() });
  const reading: Reading = { ...context, executor: database };
  await progress.stage('samples', pass.items, async (done) => readSamples(reading, done));
  knowledge.noteGrowth();
  knowledge.beginUsers(pass.sample_rate);
  let read = 0;
  await progress.stage('signals', Math.round(signals * pass.sample_rate), async (done) =>
    readUsers(reading, pass.pass, (some) => {
      read += some;
      done(some);
    }),
  );
  if (!signal.aborted) await countSignals(database, pass.pass, read);
  const items = knowledge.items();
  const held = new Set(context.leases().map(({ range }) => range));
  await searchLacking(
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

async function searchLacking(context: PassContext, among: readonly number[]): Promise<void> {
  const items = context.knowledge.lacking(among);
  if (items.length === 0) return;
  await context.progress.stage('neighbours', items.length, async (done) => searchNeighbours(context, items, done));
}

/**
 * Solves the ranges of this process that the pass has not learned yet. A pass that was interrupted goes on with the ranges
 * that it had not finished.
 * @returns whether the pass is finished, by all processes
 */
export async function solvePass(context: PassContext, { pass }: Pass): Promise<boolean> {
  const { database, knowledge, progress, signal, holder, now } = context;
  const open = () => context.leases().filter((lease) => lease.pass < pass);
  if (open().length === 0) return finishPass(database, pass, now());
  const byRange = Map.groupBy(knowledge.items(), rangeOf);
  const inRange = ({ range }: Lease) => byRange.get(range) ?? [];
  const total = open().reduce((sum, lease) => sum + inRange(lease).length, 0);
  const learned = new Set<number>();
  await progress.stage('weights', total, async (done) => {
    for (;;) {
      const lease = open().find(({ range }) => !learned.has(range));
      if (lease === undefined || signal.aborted) return;
      const own = inRange(lease);
      // Ranges may have been taken over since `preparePass`.
      await searchLacking(context, own);
      for (const piece of inChunks(own, SOLVES_AT_ONCE)) {
        if (signal.aborted) return;
        const { changed, unheld } = await solveItems(context, piece, [lease]);
        await advancePass(database, pass, { solved: piece.length - unheld.length, changed });
        done(piece.length);
        await context.between();
      }
      if (signal.aborted) return;
      await finishRange(database, holder, lease, pass);
      learned.add(lease.range);
    }
  });
  return !signal.aborted && finishPass(database, pass, now());
}
