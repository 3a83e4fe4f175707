import { interactionRecorded, sampleAnalyzed, sampleDeleted, seedsRecorded, userDeleted } from '@jophiel/contracts';
import { causedBy, type CausedEvent } from '@jophiel/events';
import type { AcceptedEvent } from './accepted-event.ts';

export const causedEvents = [interactionRecorded, seedsRecorded, sampleAnalyzed, sampleDeleted, userDeleted] as const;

/** The internal events that an accepted event causes. Each keeps the time of the outside event. */
export function whatFollows(event: AcceptedEvent, now: Date): CausedEvent[] {
  const options = { service: 'ingestion', now, at: event.envelope.event_timestamp };
  switch (event.kind) {
    case 'interaction': {
      const { interaction, userId, sampleId, creatorId, collectionId } = event.record;
      const payload = {
        interaction,
        user_id: userId,
        ...(sampleId === undefined ? {} : { sample_id: sampleId }),
        ...(creatorId === undefined ? {} : { creator_id: creatorId }),
        ...(collectionId === undefined ? {} : { collection_id: collectionId }),
      };
      return [causedBy(interactionRecorded, payload, event.envelope, options)];
    }
    case 'seeds-chosen': {
      const { userId, chosen } = event.record;
      const payload = { user_id: userId, sample_ids: [...chosen.sampleIds], terms: chosen.terms };
      return [causedBy(seedsRecorded, payload, event.envelope, options)];
    }
    case 'sample-described': {
      const {
        sample_id,
        creator_id,
        metadata = {},
      } = event.envelope.payload as {
        sample_id: string | number;
        creator_id: string | number;
        metadata?: Record<string, unknown>;
      };
      const isAnalysis = event.envelope.event_name === sampleAnalyzed.subject;
      const payload = { sample_id, creator_id, metadata, ...(isAnalysis ? {} : { announced: true }) };
      return [causedBy(sampleAnalyzed, payload, event.envelope, options)];
    }
    case 'sample-deleted':
      return [causedBy(sampleDeleted, { sample_id: event.sampleId }, event.envelope, options)];
    case 'user-deleted':
      return [causedBy(userDeleted, { user_id: event.userId }, event.envelope, options)];
    case 'user-created':
      return [];
    default:
      return event satisfies never;
  }
}
