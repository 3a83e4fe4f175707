import type { Timings } from '@jophiel/observability';
import type { Marks } from './marks.ts';
import { rangeOf } from '../core/ranges.ts';
import { loadSignals } from '../statements/load-signals.ts';
import { usersOfSamples } from '../statements/load-users.ts';
import { loadStampsOf } from '../statements/load-samples.ts';
import { storeNeighbours } from '../statements/neighbours.ts';
import { numberSamplesOf } from '../statements/number-samples.ts';
import { addRanges, type Lease } from '../statements/ranges.ts';
import type { Changes } from './changes.ts';
import { type Reading, takeSamples } from './read-knowledge.ts';
import { solveItems, type Solving } from './solve-items.ts';

const USERS_AT_ONCE = 500;
const SAMPLES_AT_ONCE = 500;

export interface LiveContext extends Solving, Pick<Reading, 'layout' | 'counting'> {
  readonly changes: Changes;
  readonly marks: Marks;
  readonly timings: Timings;
  readonly leases: () => readonly Lease[];
  readonly onSolved: (items: number) => void;
}

/** Reads what changed, and marks the items that it concerns. @param pass the last one that read everything */
export async function takeChanges(context: LiveContext, pass: number): Promise<void> {
  const { changes, marks, knowledge, database, counting, now } = context;
  for (const [userId, at] of changes.takeErased()) marks.add(knowledge.removeUser(userId), at);
  const samples = changes.takeSamples(SAMPLES_AT_ONCE);
  const users = changes.takeUsers(USERS_AT_ONCE);
  try {
    marks.add(await changedSamples(context, samples, pass), now().getTime());
    const sampled = [...users.keys()].filter((userId) => knowledge.isSampled(userId));
    if (sampled.length === 0) return;
    const read = new Map((await loadSignals(database, sampled, counting)).map((user) => [user.userId, user]));
    for (const userId of sampled) {
      const signals = read.get(userId);
      const items = signals === undefined ? knowledge.removeUser(userId) : knowledge.setUser(signals, pass);
      marks.add(items, users.get(userId)!);
    }
  } catch (error) {
    changes.putBack(users, samples);
    throw error;
  }
}

/** Takes over new, changed and removed samples. @returns the items that they concern */
async function changedSamples(context: LiveContext, sampleIds: readonly string[], pass: number): Promise<number[]> {
  if (sampleIds.length === 0) return [];
  const { database, knowledge, layout, pauses } = context;
  await numberSamplesOf(database, sampleIds);
  await addRanges(database);
  const stamps = await loadStampsOf(database, layout, sampleIds);
  const renamed = stamps.filter((stamp) => knowledge.renames(stamp)).map(({ sampleId }) => sampleId);
  const changed = await takeSamples({ executor: database, knowledge, layout }, stamps);
  changed.push(...(await readListeners(context, renamed, pass)));
  const lacking = knowledge.lacking(changed);
  if (lacking.length > 0) await storeNeighbours(database, await knowledge.neighboursOf(lacking, pauses));
  return changed;
}

/** Reads the users again whose signals name these samples. @returns the items that it concerns */
async function readListeners(context: LiveContext, sampleIds: readonly string[], pass: number): Promise<number[]> {
  if (sampleIds.length === 0) return [];
  const { database, knowledge, counting, pauses } = context;
  const listeners = (await usersOfSamples(database, sampleIds)).filter((userId) => knowledge.isSampled(userId));
  const items: number[] = [];
  for (let from = 0; from < listeners.length; from += USERS_AT_ONCE) {
    for (const signals of await loadSignals(database, listeners.slice(from, from + USERS_AT_ONCE), counting))
      items.push(...knowledge.setUser(signals, pass));
    await pauses.whenDue();
  }
  return items;
}

/** Counts and solves the oldest marked items, those of ranges that this process holds. @param count at most so many */
export async function solveMarked(context: LiveContext, count: number): Promise<void> {
  const { marks, knowledge, timings, pauses, onSolved } = context;
  const leases = context.leases();
  const held = new Set(leases.map(({ range }) => range));
  const taken = marks.take(count);
  const items = taken.map(({ item }) => item).filter((item) => held.has(rangeOf(item)) && knowledge.learner.has(item));
  if (items.length === 0) return;
  try {
    await timings.measure('learn-marked', async () => {
      for (const item of items) {
        knowledge.learner.recount(item);
        await pauses.whenDue();
      }
      await solveItems(context, items, leases);
    });
  } catch (error) {
    for (const { item, at } of taken) marks.add([item], at);
    throw error;
  }
  onSolved(items.length);
}
