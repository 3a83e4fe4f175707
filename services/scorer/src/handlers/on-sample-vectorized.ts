import { audienceChunk, sampleVectorized } from '@jophiel/contracts';
import type { DomainDefinition } from '@jophiel/domain';
import { causedBy } from '@jophiel/events';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import { planOffers } from '../core/plan-offers.ts';
import { findFollowers } from '../statements/find-followers.ts';
import { findNearestUsers } from '../statements/find-nearest-users.ts';
import { loadNews, type News } from '../statements/load-news.ts';
import type { Executor } from '@jophiel/postgres';

export interface NewsOptions {
  readonly audience: NonNullable<DomainDefinition['audience']>;
  readonly layout: string;
  /** Called with the number of items offered, and of items left to the batch process. */
  readonly onNews: (figures: { readonly offered: number; readonly left: number }) => void;
}

const MS_PER_HOUR = 3_600_000;
/** Small, so that an import of a catalogue never holds a connection for long. */
const MAX_SAMPLES = 20;
/** These feeds are locked together, and a reaction to one of them waits. */
const USERS_PER_CHUNK = 50;

/**
 * Finds the audience of a new item: the followers of its creator, and the users with the nearest tastes. Publishes
 * offers to them in chunks that all scorers share. An item that is too old, by its own time or after a long queue, is
 * left to the batch.
 */
export function onSampleVectorized({ audience, layout, onNews }: NewsOptions): Subscriber {
  return subscriber(
    sampleVectorized,
    async (events, { transaction, now }) => {
      const oldest = now.getTime() - audience.publishedWithinHours * MS_PER_HOUR;
      const sampleIds = events
        .filter(({ payload }) => payload.duplicate_of === undefined && Date.parse(payload.published_at) >= oldest)
        .map(({ payload }) => payload.sample_id);
      const news = sampleIds.length === 0 ? [] : await loadNews(transaction, sampleIds, layout);
      onNews({ offered: news.length, left: events.length - news.length });
      const chunks = planOffers(await offersOf(news, audience, transaction), USERS_PER_CHUNK);
      return chunks.map((users, index) => {
        const offers = users.map(({ userId, sampleIds }) => ({ user_id: userId, sample_ids: [...sampleIds] }));
        const cause = events.at(-1)!;
        return causedBy(audienceChunk, { offers }, cause, { service: 'scorer', now, key: String(index) });
      });
    },
    { emits: [audienceChunk], batchSize: MAX_SAMPLES },
  );
}

async function offersOf(news: readonly News[], { nearest, followers }: NewsOptions['audience'], executor: Executor) {
  if (news.length === 0) return [];
  const creators = [...new Set(news.map(({ creatorId }) => creatorId))];
  const followersOf = Map.groupBy(await findFollowers(executor, creators, followers), ({ creatorId }) => creatorId);
  const toFollowers = news.flatMap(({ sampleId, creatorId }) =>
    (followersOf.get(creatorId) ?? []).map(({ userId }) => ({ sampleId, userId })),
  );
  return [...toFollowers, ...(await findNearestUsers(executor, news, nearest))];
}
