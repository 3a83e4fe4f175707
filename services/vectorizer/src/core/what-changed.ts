import { type Envelope, sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { causedBy, type CausedEvent } from '@jophiel/events';
import { isAnalysed, isListed, type Sample } from './sample.ts';

export function whatChanged(before: Sample | undefined, after: Sample, cause: Envelope, now: Date): CausedEvent[] {
  const options = { service: 'vectorizer', now, key: after.sampleId };
  const events: CausedEvent[] = [];
  if (before !== undefined && isListed(before) && !isListed(after))
    events.push(causedBy(sampleRemoved, { sample_id: after.sampleId }, cause, options));
  if (after.analysis !== undefined && after.removedAt === undefined && differs(before, after)) {
    const payload = {
      sample_id: after.sampleId,
      creator_id: after.creatorId,
      published_at: new Date(after.publishedAt).toISOString(),
      layout: after.analysis.layout,
      first: before === undefined || !isAnalysed(before),
      ...(after.duplicateOf === undefined ? {} : { duplicate_of: after.duplicateOf }),
    };
    events.push(causedBy(sampleVectorized, payload, cause, options));
  }
  return events;
}

function differs(before: Sample | undefined, after: Sample): boolean {
  return before === undefined || essence(before) !== essence(after);
}

/** All fields that any ranking uses. */
function essence({ creatorId, publishedAt, analysis, duplicateOf, removedAt }: Sample): string {
  return JSON.stringify([
    creatorId,
    publishedAt,
    duplicateOf,
    removedAt,
    analysis?.layout,
    analysis && [...analysis.vector.indices],
    analysis && [...analysis.vector.values],
  ]);
}
