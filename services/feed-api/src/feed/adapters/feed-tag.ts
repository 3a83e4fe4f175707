import { weakTag } from '@jophiel/http';
import type { Feed } from '../../shared/core/feed.ts';

/** What a page of a feed shows, and where its links lead. */
export interface TaggedPage {
  readonly feed: Pick<Feed, 'source' | 'version' | 'generatedAt'>;
  readonly sampleIds: readonly string[];
  readonly rest: object;
}

/**
 * The entity tag of a page: of the feed's version, and of what can change without a new one: samples that went away,
 * the total, the hint that a newer feed is there.
 */
export function feedTag({ feed, sampleIds, rest }: TaggedPage): string {
  const { source, version, generatedAt } = feed;
  return weakTag(`${source} ${version} ${generatedAt.getTime()} ${sampleIds.join()} ${JSON.stringify(rest)}`);
}
