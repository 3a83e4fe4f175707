import type { Envelope } from '@jophiel/contracts';

/** A row of the interaction log. */
export interface InteractionRecord {
  readonly eventId: string;
  readonly userId: string;
  /** As in the event: like, unlike, follow … */
  readonly interaction: string;
  readonly sampleId?: string;
  readonly creatorId?: string;
  readonly collectionId?: string;
  readonly occurredAt: string;
  readonly source: string;
  readonly correlationId: string;
  /** Of the definition at the time of recording; absent without a weight. No fold reads it. */
  readonly weight?: number;
}

export type AcceptedEvent =
  | { readonly kind: 'interaction'; readonly envelope: Envelope; readonly record: InteractionRecord }
  | { readonly kind: 'sample-described'; readonly envelope: Envelope }
  | { readonly kind: 'sample-deleted'; readonly envelope: Envelope; readonly sampleId: string }
  | { readonly kind: 'user-created'; readonly envelope: Envelope; readonly userId: string }
  | { readonly kind: 'user-deleted'; readonly envelope: Envelope; readonly userId: string };
