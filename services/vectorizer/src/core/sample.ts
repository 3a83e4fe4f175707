import type { Metadata, SparseVector } from '@jophiel/vectors';

export interface Analysis {
  readonly metadata: Metadata;
  /** Time (epoch ms) and id of its event: the later one wins. */
  readonly at: number;
  readonly eventId: string;
  /** Empty when the features of the layout find nothing in the metadata: the sample is listed all the same. */
  readonly vector: SparseVector;
  readonly layout: string;
  /** Token → cosine of its own vector with the item's, from 0 to 1. */
  readonly features: Readonly<Record<string, number>>;
}

export interface Sample {
  readonly sampleId: string;
  readonly creatorId: string;
  /** Epoch ms of the sample's first event; repeats and updates do not change it. */
  readonly publishedAt: number;
  /** Absent until a first analysis succeeds; kept when a later one fails. */
  readonly analysis?: Analysis;
  readonly duplicateOf?: string;
  readonly removedAt?: number;
}

export function hasVector({ analysis }: Sample): boolean {
  return analysis !== undefined && analysis.vector.indices.length > 0;
}

export function isAnalysed({ analysis }: Sample): boolean {
  return analysis !== undefined;
}

export function isListed(sample: Sample): boolean {
  return isAnalysed(sample) && sample.duplicateOf === undefined && sample.removedAt === undefined;
}
