import type { DomainDefinition } from '@jophiel/domain';
import type { Metadata } from '@jophiel/vectors';
import { hasVector, type Sample } from './sample.ts';
import type { Vectorised, Vectoriser } from './vectoriser.ts';

export interface Description {
  readonly sampleId: string;
  readonly creatorId: string;
  readonly metadata: Metadata;
  readonly at: number;
  readonly eventId: string;
  /** Whether the platform merely told of the sample: without a readable feature, that is no analysis. */
  readonly isAnnouncement: boolean;
  /** From the metadata, read as an id. */
  readonly duplicateOf?: string;
}

export function firstSeen(description: Description): Sample {
  return { sampleId: description.sampleId, creatorId: description.creatorId, publishedAt: description.at };
}

/**
 * Independent of the order of arrival. The latest good analysis wins, and lists a sample that was deleted before it. A
 * failed or empty one keeps the last good vector; an empty one lists a sample that has none. The first event sets the time of publication.
 */
export function describe(
  sample: Sample,
  description: Description,
  domain: DomainDefinition,
  vectorise: Vectoriser,
): Sample {
  const dated = { ...sample, publishedAt: Math.min(sample.publishedAt, description.at) };
  const isOld = isOutdated(dated, description);
  if (isOld && hasVector(sample)) return dated;
  const owned = isOld ? dated : { ...dated, creatorId: description.creatorId };
  if (hasFailed(description.metadata, domain)) return owned;
  const vectorised = vectorise(description.metadata);
  if (vectorised.vector.indices.length > 0) return withAnalysis(owned, description, vectorised);
  if (isOld) return dated;
  if (description.isAnnouncement || hasVector(sample)) return withPartialMetadata(owned, description.metadata);
  return withEmptyAnalysis(owned, description, vectorised);
}

export function remove(sample: Sample, at: number): Sample {
  const dated = { ...sample, publishedAt: Math.min(sample.publishedAt, at) };
  if (hasVector(sample) && sample.analysis!.at > at) return dated;
  return { ...dated, removedAt: Math.max(sample.removedAt ?? at, at) };
}

function isOutdated({ analysis }: Sample, { at, eventId }: Description): boolean {
  if (analysis === undefined || at > analysis.at) return false;
  return at < analysis.at || eventId <= analysis.eventId;
}

function hasFailed(metadata: Metadata, domain: DomainDefinition): boolean {
  const status = domain.item.status;
  const value = status === undefined ? undefined : metadata[status.key];
  return typeof value === 'string' && status?.failed.includes(value) === true;
}

/** For an update without analysis, such as a new title: keys that it lacks stay. */
function withPartialMetadata(sample: Sample, metadata: Metadata): Sample {
  if (sample.analysis === undefined) return sample;
  return { ...sample, analysis: { ...sample.analysis, metadata: { ...sample.analysis.metadata, ...metadata } } };
}

/** Lists a sample of which nothing could be read, but none that was deleted: only a vector does that. */
function withEmptyAnalysis(sample: Sample, description: Description, vectorised: Vectorised): Sample {
  const { removedAt } = sample;
  return { ...withAnalysis(sample, description, vectorised), ...(removedAt === undefined ? {} : { removedAt }) };
}

function withAnalysis(sample: Sample, description: Description, { vector, layout, features }: Vectorised): Sample {
  const { metadata, at, eventId, duplicateOf } = description;
  const { duplicateOf: _, removedAt, ...rest } = sample;
  return {
    ...rest,
    analysis: { metadata, at, eventId, vector, layout, features },
    // A sample that is a copy of itself would be hidden from all users.
    ...(duplicateOf === undefined || duplicateOf === sample.sampleId ? {} : { duplicateOf }),
    // An analysis from before the deletion may arrive after it: its vector counts, the sample stays unlisted.
    ...(removedAt === undefined || removedAt < at ? {} : { removedAt }),
  };
}
