import { type Envelope, type PayloadOf, sampleAnalyzed, sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { type DomainDefinition, type Ids, idsOf } from '@jophiel/domain';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import { type FeatureToken, tokenName } from '@jophiel/vectors';
import { lockSamples } from '../statements/lock-samples.ts';
import { describe, type Description, firstSeen } from '../core/apply-event.ts';
import { inherit } from '../core/promote.ts';
import { searchIndexOf } from '../core/search-index.ts';
import type { Vectoriser } from '../core/vectoriser.ts';
import { type Change, storeChanges } from '../use-cases/store-changes.ts';

export function onSampleAnalyzed(domain: DomainDefinition, vectorise: Vectoriser): Subscriber {
  const ids = idsOf(domain);
  const searchIndex = searchIndexOf(domain);
  return subscriber(
    sampleAnalyzed,
    async (events, { transaction, now }) => {
      const described = new Map<string, FeatureToken>();
      const vectoriseAndDescribe: Vectoriser = (metadata) => {
        const vectorised = vectorise(metadata);
        for (const token of vectorised.tokens) described.set(tokenName(token), token);
        return vectorised;
      };
      const descriptions = events.map((event) => ({ event, description: descriptionOf(event, domain, ids) }));
      // Locks the originals too: a concurrent deletion of one would leave a copy without promotion.
      const before = await lockSamples(transaction, [
        ...new Set(
          descriptions.flatMap(({ description: { sampleId, duplicateOf = sampleId } }) => [sampleId, duplicateOf]),
        ),
      ]);
      const changes = new Map<string, Change>();
      const current = (sampleId: string) => changes.get(sampleId)?.after ?? before.get(sampleId);
      for (const { event, description } of descriptions) {
        const sample = current(description.sampleId) ?? firstSeen(description);
        const after = describe(sample, description, domain, vectoriseAndDescribe);
        const original = after.duplicateOf === undefined ? undefined : current(after.duplicateOf);
        for (const changed of inherit(after, original))
          changes.set(changed.sampleId, { before: before.get(changed.sampleId), after: changed, cause: event });
      }
      return storeChanges([...changes.values()], { transaction, now, described, searchIndex });
    },
    {
      emits: [sampleVectorized, sampleRemoved],
      process: 'vectorise',
      accepts: (event) => void descriptionOf(event as Analyzed, domain, ids),
      batchesAtOnce: 2,
    },
  );
}

type Analyzed = Envelope<PayloadOf<typeof sampleAnalyzed>>;

function descriptionOf(
  { payload, event_timestamp, event_id }: Analyzed,
  domain: DomainDefinition,
  ids: Ids,
): Description {
  const { metadata } = payload;
  const key = domain.item.duplicateOfKey;
  const original = key === undefined ? undefined : metadata[key];
  return {
    sampleId: ids.read(payload.sample_id, '/payload/sample_id'),
    creatorId: ids.read(payload.creator_id, '/payload/creator_id'),
    metadata,
    at: Date.parse(event_timestamp),
    eventId: event_id,
    isAnnouncement: payload.announced === true,
    ...(original === undefined || original === null
      ? {}
      : { duplicateOf: ids.read(original, `/payload/metadata/${key}`) }),
  };
}
