import { type Envelope, type PayloadOf, sampleDeleted, sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import type { CausedEvent } from '@jophiel/events';
import { type HandlerContext, type Subscriber, subscriber } from '@jophiel/messaging';
import { lockSamples } from '../statements/lock-samples.ts';
import { lockDuplicatesOf } from '../statements/promote-duplicates.ts';
import { remove } from '../core/apply-event.ts';
import { heirsOf, lineageOf, succeed } from '../core/promote.ts';
import { type Change, storeChanges } from '../use-cases/store-changes.ts';

/** Unlists samples. Their vectors stay, because likes of a removed sample still count. */
export const onSampleDeleted: Subscriber = subscriber(sampleDeleted, removeSamples, {
  emits: [sampleVectorized, sampleRemoved],
});

async function removeSamples(
  events: readonly Envelope<PayloadOf<typeof sampleDeleted>>[],
  { transaction, now }: HandlerContext,
): Promise<readonly CausedEvent[]> {
  const before = await lockSamples(transaction, [...new Set(events.map(({ payload }) => payload.sample_id))]);
  const changes = new Map<string, Change>();
  for (const event of events) {
    const { sample_id: sampleId } = event.payload;
    const at = Date.parse(event.event_timestamp);
    const known = changes.get(sampleId)?.after ?? before.get(sampleId);
    const after = remove(known ?? { sampleId, creatorId: '', publishedAt: at }, at);
    changes.set(sampleId, { before: before.get(sampleId), after, cause: event });
  }

  const removed = [...changes.values()].filter(({ after }) => after.removedAt !== undefined);
  const removedById = new Map(removed.map(({ after }) => [after.sampleId, after]));
  // Locks the originals too: a concurrent deletion of one would leave a copy without promotion.
  const originals = removed.flatMap(({ after: { duplicateOf } }) =>
    duplicateOf === undefined || removedById.has(duplicateOf) ? [] : [duplicateOf],
  );
  for (const [id, original] of originals.length === 0 ? [] : await lockSamples(transaction, originals))
    if (original.removedAt !== undefined) removedById.set(id, original);
  const duplicates = await lockDuplicatesOf(
    transaction,
    removed.map(({ after }) => after.sampleId),
  );
  const orphans = duplicates
    .map((duplicate) => changes.get(duplicate.sampleId)?.after ?? duplicate)
    .filter(({ sampleId }) => !removedById.has(sampleId));

  const heirs = heirsOf(orphans, removedById);
  const successorOf = (sampleId: string) => {
    const { end, survivor } = lineageOf(sampleId, removedById);
    return survivor ?? heirs.get(end)?.sampleId;
  };
  const promoted = orphans.map((orphan): Change => {
    const own = changes.get(orphan.sampleId) ?? { before: orphan, cause: changes.get(orphan.duplicateOf!)!.cause };
    return { ...own, after: succeed(orphan, successorOf(orphan.duplicateOf!)) };
  });
  const succeeded = removed.map((change): Change => {
    const { sampleId } = change.after;
    return { ...change, after: succeed(change.after, successorOf(sampleId) ?? change.after.duplicateOf) };
  });
  for (const change of [...succeeded, ...promoted]) changes.set(change.after.sampleId, change);
  return storeChanges([...changes.values()], { transaction, now, described: new Map() });
}
