import type { FeedAnswer, FeedPointsAnswer } from '@jophiel/contracts';
import type { Ids } from '@jophiel/domain';
import { weakTag } from '@jophiel/http';
import type { Feed } from '../../shared/core/feed.ts';
import type { FeedAsked } from '../core/feed-asked.ts';
import type { FeedPage } from '../core/feed-page.ts';

export type WriteItems = (
  items: FeedPage['items'],
  ids: Ids,
) => Pick<FeedAnswer, 'sample_ids'> | Pick<FeedPointsAnswer, 'samples'>;

/** `stored` is the user's own feed; `trending` and `newest` are everybody's. */
const SOURCE_HEADER = 'x-jophiel-source';
const VERSION_HEADER = 'x-jophiel-feed-version';
const VARIANT_HEADER = 'x-jophiel-variant';

export function present(page: FeedPage, { userId, explain }: FeedAsked, write: WriteItems, ids: Ids) {
  const { feed, items, rest } = page;
  const headers: Record<string, string> = {
    ...describeSource(feed),
    // An explained page holds more than this tag covers, so it gets the tag of its bytes.
    ...(explain === undefined ? { etag: tagOf(page) } : {}),
  };
  const head = { user_id: ids.write(userId), generated_at: feed.generatedAt.toISOString() };
  return { headers, body: { ...head, ...write(items, ids), ...rest } };
}

function describeSource({ source, version, variant }: Feed): Record<string, string> {
  return {
    [SOURCE_HEADER]: source,
    ...(version > 0 ? { [VERSION_HEADER]: String(version) } : {}),
    ...(variant === undefined ? {} : { [VARIANT_HEADER]: variant }),
  };
}

/** The tag covers the version and what changes without a new one: unlisted samples, total, newer_version. */
function tagOf({ feed: { source, version, generatedAt }, items, rest }: FeedPage): string {
  const sampleIds = items.map(({ sampleId }) => sampleId).join();
  return weakTag(`${source} ${version} ${generatedAt.getTime()} ${sampleIds} ${JSON.stringify(rest)}`);
}
