import type { Timings } from '@jophiel/observability';
import type { Marks } from './marks.ts';
import { rangeOf } from '../core/ranges.ts';
import { loadSignals } from '../statements/load-signals.ts';
import { usersOfSamples } from '../statements/load-users.ts';
import { loadStampsOf } from '../statements/load-samples.ts';
import { numberSamplesOf } from '../statements/number-samples.ts';
import { addRanges, type Lease, rangesOfOthers } from '../statements/ranges.ts';
import type { Changes } from './changes.ts';
import { type Reading, takeSamples } from './read-knowledge.ts';
import { searchNeighbours } from './search-neighbours.ts';
import { solveItems, type Solving } from './solve-items.ts';

const USERS_AT_ONCE = 500;
const SAMPLES_AT_ONCE = 500;

export interface LiveContext extends Solving, Pick<Reading, 'layout' | 'counting'> {
  readonly changes: Changes;
  readonly marks: Marks;
  readonly timings: Timings;
  readonly leases: () => readonly Lease[];
  /** Takes free ranges, after some were added. */
  readonly renewLeases: () => Promise<void>;
  readonly onSolved: (items: number) => void;
  readonly now: () => Date;
}

/** Reads what changed, and marks the items that it concerns. @param pass the last one that read everything */
export async function takeChanges(context: LiveContext, pass: number): Promise<void> {
  const { changes, marks, knowledge } = context;
  for (const [userId, at] of changes.takeErased()) marks.add(knowledge.removeUser(userId), at);
  const samples = changes.takeSamples(SAMPLES_AT_ONCE);
  try {
    await takeChangedSamples(context, samples);
  } catch (error) {
    changes.putBack(new Map(), samples);
    throw error;
  }
  const users = changes.takeUsers(USERS_AT_ONCE);
  try {
    await takeChangedUsers(context, users, pass);
  } catch (error) {
    changes.putBack(users, []);
    throw error;
  }
}

/** Takes over new, changed and removed samples. Users whose signals are about other items now are to be read again. */
async function takeChangedSamples(context: LiveContext, sampleIds: readonly string[]): Promise<void> {
  if (sampleIds.length === 0) return;
  const { changes, marks, database, knowledge, layout, counting, now } = context;
  await numberSamplesOf(database, sampleIds);
  if ((await addRanges(database)) > 0) await context.renewLeases();
  const stamps = await loadStampsOf(database, layout, sampleIds);
  const renamed = stamps.filter((stamp) => knowledge.renames(stamp)).map(({ sampleId }) => sampleId);
  // Before the samples: once these are known, nothing renames them any more, also if a statement fails meanwhile.
  if (renamed.length > 0)
    for (const userId of await usersOfSamples(database, renamed, counting)) changes.signalsChanged(userId);
  marks.add(await takeSamples({ executor: database, knowledge, layout }, stamps), now().getTime());
}

async function takeChangedUsers(
  { marks, knowledge, database, counting }: LiveContext,
  users: ReadonlyMap<string, number>,
  pass: number,
): Promise<void> {
  const sampled = [...users.keys()].filter((userId) => knowledge.isSampled(userId));
  if (sampled.length === 0) return;
  const read = new Map((await loadSignals(database, sampled, counting)).map((user) => [user.userId, user]));
  for (const userId of sampled) {
    const signals = read.get(userId);
    const items = signals === undefined ? knowledge.removeUser(userId) : knowledge.setUser(signals, pass);
    marks.add(items, users.get(userId)!);
  }
}

/**
 * Counts and solves the oldest marked items, those of ranges that this process holds. Marks of ranges that nobody holds
 * stay; those of others are dropped, because each process follows the same events.
 * @param count how many items at most
 */
export async function solveMarked(context: LiveContext, count: number): Promise<void> {
  const { marks, knowledge, onSolved } = context;
  const leases = context.leases();
  const held = new Set(leases.map(({ range }) => range));
  const taken = marks.take(count);
  const present = taken.filter(({ item }) => knowledge.learner.has(item));
  const { own = [], other = [] } = Object.groupBy(present, ({ item }) => (held.has(rangeOf(item)) ? 'own' : 'other'));
  try {
    const items = own.map(({ item }) => item);
    const kept = new Set(await unheldItems(context, items, leases));
    const solved = items.length - kept.size;
    for (const item of await unheldByAll(
      context,
      other.map(({ item }) => item),
    ))
      kept.add(item);
    marks.putBack(present.filter(({ item }) => kept.has(item)));
    if (solved > 0) onSolved(solved);
  } catch (error) {
    marks.putBack(taken);
    throw error;
  }
}

/** Counts and solves these items. @returns those whose lease was gone at the store */
async function unheldItems(
  context: LiveContext,
  items: readonly number[],
  leases: readonly Lease[],
): Promise<readonly number[]> {
  if (items.length === 0) return [];
  const { knowledge, timings, pauses } = context;
  return timings.measure('learn-marked', async () => {
    await searchNeighbours(context, knowledge.lacking(items));
    for (const item of items) {
      knowledge.learner.recount(item);
      await pauses.whenDue();
    }
    return (await solveItems(context, items, leases)).unheld;
  });
}

/** Those of the items whose range no other process holds. */
async function unheldByAll({ database, holder, now }: LiveContext, items: readonly number[]): Promise<number[]> {
  if (items.length === 0) return [];
  const ranges = [...new Set(items.map(rangeOf))];
  const others = await rangesOfOthers(database, { holder, ranges, now: now() });
  return items.filter((item) => !others.has(rangeOf(item)));
}
