import type { Envelope } from '@jophiel/contracts';

/** One interaction as the log keeps it. */
export interface InteractionRecord {
  readonly eventId: string;
  readonly userId: string;
  /** As the event named it: like, unlike, follow … */
  readonly interaction: string;
  readonly sampleId?: string;
  readonly creatorId?: string;
  readonly collectionId?: string;
  readonly occurredAt: string;
  readonly source: string;
  readonly correlationId: string;
  /** What the definition lets such an event add to the taste now; absent when it has no weight. No fold reads it. */
  readonly weight?: number;
}

/** An event that was understood, by what has to happen with it. */
export type AcceptedEvent =
  | { readonly kind: 'interaction'; readonly envelope: Envelope; readonly record: InteractionRecord }
  | { readonly kind: 'sample-described'; readonly envelope: Envelope }
  | { readonly kind: 'sample-deleted'; readonly envelope: Envelope; readonly sampleId: string }
  | { readonly kind: 'user-created'; readonly envelope: Envelope; readonly userId: string }
  | { readonly kind: 'user-deleted'; readonly envelope: Envelope; readonly userId: string };
