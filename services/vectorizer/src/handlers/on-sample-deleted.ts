import { sampleDeleted } from '@jophiel/contracts';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import { lockSamples } from '../adapters/postgres/lock-samples.ts';
import { lockDuplicatesOf } from '../adapters/postgres/promote-duplicates.ts';
import { remove } from '../core/apply-event.ts';
import { promote } from '../core/promote.ts';
import { type Change, storeChanges } from './store-changes.ts';

/** Takes samples out of what is recommended. Their vectors stay: a like of a sample that is gone is still a like. */
export const onSampleDeleted: Subscriber = subscriber(sampleDeleted, async (events, { transaction, now }) => {
  const unseen = (sampleId: string, at: number) => ({ sampleId, creatorId: '', publishedAt: at });
  const deletions = new Map(
    events.map((event) => [event.payload.sample_id, { event, at: Date.parse(event.event_timestamp) }]),
  );
  const before = await lockSamples(transaction, [...deletions.keys()]);
  const removed = [...deletions].map(([sampleId, { event, at }]): Change => {
    const known = before.get(sampleId);
    return { before: known, after: remove(known ?? unseen(sampleId, at), at), cause: event };
  });
  const gone = removed.filter(({ after }) => after.removedAt !== undefined).map(({ after }) => after.sampleId);
  const orphans = (await lockDuplicatesOf(transaction, gone)).filter(({ sampleId }) => !deletions.has(sampleId));
  const promoted = promote(orphans).map((after, index): Change => {
    const orphan = orphans[index]!;
    return { before: orphan, after, cause: deletions.get(orphan.duplicateOf!)!.event };
  });
  return storeChanges([...removed, ...promoted], { transaction, now, described: new Map() });
});
