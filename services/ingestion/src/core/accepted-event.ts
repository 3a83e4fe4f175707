import type { Envelope } from '@jophiel/contracts';
import type { ChosenSeeds } from './read-seeds.ts';

export interface InteractionRecord {
  readonly eventId: string;
  readonly userId: string;
  readonly interaction: string;
  readonly sampleId?: string;
  readonly creatorId?: string;
  readonly collectionId?: string;
  readonly occurredAt: string;
  readonly source: string;
  readonly correlationId: string;
  /** As the definition had it at the time of recording; absent without a weight. No fold reads it. */
  readonly weight?: number;
}

/** A row of the log for what a user chose to start with. */
export interface SeedsRecord extends Pick<
  InteractionRecord,
  'eventId' | 'userId' | 'occurredAt' | 'source' | 'correlationId'
> {
  readonly chosen: ChosenSeeds;
  /** As the definition had it at the time of recording. */
  readonly weight: number;
}

export type AcceptedEvent =
  | { readonly kind: 'interaction'; readonly envelope: Envelope; readonly record: InteractionRecord }
  | { readonly kind: 'seeds-chosen'; readonly envelope: Envelope; readonly record: SeedsRecord }
  | { readonly kind: 'sample-described'; readonly envelope: Envelope }
  | { readonly kind: 'sample-deleted'; readonly envelope: Envelope; readonly sampleId: string }
  | { readonly kind: 'user-created'; readonly envelope: Envelope; readonly userId: string }
  | { readonly kind: 'user-deleted'; readonly envelope: Envelope; readonly userId: string };
