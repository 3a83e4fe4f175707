import type { Executor } from '@jophiel/postgres';
import { loadSignals } from '../statements/load-signals.ts';
import { loadStamps, loadVectors, type SampleStamp } from '../statements/load-samples.ts';
import { loadUsers } from '../statements/load-users.ts';
import type { Knowledge } from './knowledge.ts';
import type { Pauses } from './pauses.ts';

const SAMPLES_AT_ONCE = 2_000;
const USERS_AT_ONCE = 1_000;

export interface Reading {
  readonly executor: Executor;
  readonly knowledge: Knowledge;
  readonly layout: string;
  readonly counting: readonly string[];
  readonly pauses: Pauses;
  readonly signal: AbortSignal;
}

/** Reads all samples, and the vectors of those that changed. */
export async function readSamples(reading: Reading, onRead: (samples: number) => void): Promise<void> {
  const { executor, layout, pauses, signal } = reading;
  for (let after = ''; !signal.aborted;) {
    const page = await loadStamps(executor, layout, after, SAMPLES_AT_ONCE);
    await takeSamples(reading, page);
    onRead(page.length);
    if (page.length < SAMPLES_AT_ONCE) break;
    after = page.at(-1).sampleId;
    await pauses.whenDue();
  }
}

/** Takes over samples that changed. @returns the items whose evidence changed */
export async function takeSamples(
  { executor, knowledge, layout }: Pick<Reading, 'executor' | 'knowledge' | 'layout'>,
  stamps: readonly SampleStamp[],
): Promise<number[]> {
  const news = stamps.filter((stamp) => !knowledge.knows(stamp));
  const wanted = news.flatMap(({ sampleId, number }) => (number === undefined ? [] : [sampleId]));
  const vectors = wanted.length === 0 ? new Map() : await loadVectors(executor, layout, wanted);
  const changed = news.flatMap((stamp) => knowledge.setSample(stamp, vectors.get(stamp.sampleId)));
  for (const stamp of stamps) knowledge.noteNeighbours(stamp);
  return changed;
}

export async function readUsers(
  { executor, knowledge, counting, pauses, signal }: Reading,
  pass: number,
  onRead: (signals: number) => void,
): Promise<void> {
  for (let after = ''; !signal.aborted;) {
    const userIds = await loadUsers(executor, after, USERS_AT_ONCE);
    const sampled = userIds.filter((userId) => knowledge.isSampled(userId));
    let signals = 0;
    for (const user of await loadSignals(executor, sampled, counting)) {
      knowledge.setUser(user, pass);
      signals += user.sampleIds.length;
      await pauses.whenDue();
    }
    onRead(signals);
    if (userIds.length < USERS_AT_ONCE) break;
    after = userIds.at(-1)!;
  }
  if (!signal.aborted) await knowledge.removeUnread(pass, pauses);
}
