import { sampleDeleted } from '@jophiel/contracts';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import { lockSamples } from '../statements/lock-samples.ts';
import { lockDuplicatesOf } from '../statements/promote-duplicates.ts';
import { remove } from '../core/apply-event.ts';
import { heirsOf, promote } from '../core/promote.ts';
import { type Change, storeChanges } from './store-changes.ts';

/** Takes samples out of what is recommended. Their vectors stay: a like of a sample that is gone is still a like. */
export const onSampleDeleted: Subscriber = subscriber(sampleDeleted, async (events, { transaction, now }) => {
  const before = await lockSamples(transaction, [...new Set(events.map(({ payload }) => payload.sample_id))]);
  const removed = new Map<string, Change>();
  for (const event of events) {
    const { sample_id: sampleId } = event.payload;
    const at = Date.parse(event.event_timestamp);
    const known = removed.get(sampleId)?.after ?? before.get(sampleId);
    const after = remove(known ?? { sampleId, creatorId: '', publishedAt: at }, at);
    removed.set(sampleId, { before: before.get(sampleId), after, cause: event });
  }
  const gone = [...removed.values()].map(({ after }) => after).filter(({ removedAt }) => removedAt !== undefined);
  const duplicates = await lockDuplicatesOf(
    transaction,
    gone.map(({ sampleId }) => sampleId),
  );
  const orphans = duplicates.filter(({ sampleId }) => !removed.has(sampleId));
  const heirs = heirsOf(orphans);
  const promoted = orphans.map((orphan): Change => ({
    before: orphan,
    after: promote(orphan, heirs.get(orphan.duplicateOf!)),
    cause: removed.get(orphan.duplicateOf!)!.cause,
  }));
  const succeeded = [...removed.values()].map((change): Change => {
    const heir = heirs.get(change.after.sampleId);
    return heir === undefined ? change : { ...change, after: { ...change.after, duplicateOf: heir.sampleId } };
  });
  return storeChanges([...succeeded, ...promoted], { transaction, now, described: new Map() });
});
