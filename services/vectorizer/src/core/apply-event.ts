import type { DomainDefinition } from '@jophiel/domain';
import type { Metadata } from '@jophiel/vectors';
import type { Sample } from './sample.ts';
import type { Vectorised, Vectoriser } from './vectoriser.ts';

/** What an event says of a sample. */
export interface Description {
  readonly sampleId: string;
  readonly creatorId: string;
  readonly metadata: Metadata;
  readonly at: number;
  readonly eventId: string;
  /** As the metadata names it, read as an id. */
  readonly duplicateOf?: string;
}

export function firstSeen(description: Description): Sample {
  return { sampleId: description.sampleId, creatorId: description.creatorId, publishedAt: description.at };
}

/**
 * The sample after an event, whatever the order of arrival: the latest good analysis wins and brings a sample back that
 * was deleted before it; a failed one, or one without anything to vectorise, leaves the last good vector; the first
 * event dates the publication.
 */
export function describe(
  sample: Sample,
  description: Description,
  domain: DomainDefinition,
  vectorise: Vectoriser,
): Sample {
  const dated = { ...sample, publishedAt: Math.min(sample.publishedAt, description.at) };
  if (isOutdated(dated, description)) return dated;
  const owned = { ...dated, creatorId: description.creatorId };
  if (hasFailed(description.metadata, domain)) return owned;
  const vectorised = vectorise(description.metadata);
  if (vectorised === undefined) return withPartialMetadata(owned, description.metadata);
  return withAnalysis(owned, description, vectorised);
}

/** The sample after its deletion at a time (epoch ms). */
export function remove(sample: Sample, at: number): Sample {
  const dated = { ...sample, publishedAt: Math.min(sample.publishedAt, at) };
  if ((sample.analysis?.at ?? Number.NEGATIVE_INFINITY) > at) return dated;
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

/** An update without the analysis, such as a new title: what it does not mention stays. */
function withPartialMetadata(sample: Sample, metadata: Metadata): Sample {
  if (sample.analysis === undefined) return sample;
  return { ...sample, analysis: { ...sample.analysis, metadata: { ...sample.analysis.metadata, ...metadata } } };
}

function withAnalysis(sample: Sample, description: Description, { vector, layout, features }: Vectorised): Sample {
  const { metadata, at, eventId, duplicateOf } = description;
  const { duplicateOf: _, removedAt, ...rest } = sample;
  return {
    ...rest,
    analysis: { metadata, at, eventId, vector, layout, features },
    // A copy of itself would hide it from everybody.
    ...(duplicateOf === undefined || duplicateOf === sample.sampleId ? {} : { duplicateOf }),
    // An analysis from before the deletion may arrive after it: its vector counts, the sample stays away.
    ...(removedAt === undefined || removedAt < at ? {} : { removedAt }),
  };
}
