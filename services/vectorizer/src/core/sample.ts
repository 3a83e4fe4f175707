import type { Metadata, SparseVector } from '@jophiel/vectors';

/** What the latest good analysis made of a sample. */
export interface Analysis {
  readonly metadata: Metadata;
  /** Epoch ms of the event that carried it, and the event: the later one wins. */
  readonly at: number;
  readonly eventId: string;
  /** Empty when the features of the layout find nothing in the metadata; those of another one may. */
  readonly vector: SparseVector;
  readonly layout: string;
  /** Token → how much of the vector points its way, from 0 to 1. */
  readonly features: Readonly<Record<string, number>>;
}

/** A sample as it is stored. */
export interface Sample {
  readonly sampleId: string;
  readonly creatorId: string;
  /** Epoch ms of the first event ever seen of the sample: a repeat or an update does not make it new again. */
  readonly publishedAt: number;
  /** Absent until a first analysis succeeds; kept when a later one fails. */
  readonly analysis?: Analysis;
  /** The sample of which this one is a copy. */
  readonly duplicateOf?: string;
  /** Epoch ms of its removal. */
  readonly removedAt?: number;
}

export function hasVector({ analysis }: Sample): boolean {
  return analysis !== undefined && analysis.vector.indices.length > 0;
}

/** Whether it may be recommended. */
export function isListed(sample: Sample): boolean {
  return hasVector(sample) && sample.duplicateOf === undefined && sample.removedAt === undefined;
}
