import { listenersOf } from '@jophiel/candidates';
import { audienceChunk, feedUpdated, type PayloadOf } from '@jophiel/contracts';
import { type Subscriber, subscriber } from '@jophiel/messaging';
import type { Executor } from '@jophiel/postgres';
import { type Listener, rankFeed } from '@jophiel/scoring';
import { insertNews } from '../core/insert-news.ts';
import type { NewFeed, StoredFeed } from '../core/stored-feed.ts';
import { loadCreators } from '../statements/load-creators.ts';
import { loadNews, type News } from '../statements/load-news.ts';
import { lockFeeds } from '../statements/lock-feeds.ts';
import { storeFeeds } from '../statements/store-feeds.ts';
import { learningOptions } from '../use-cases/make-feeds.ts';
import { type FeedContext, updatedEvent } from '../use-cases/compute-feeds.ts';

export interface OfferOptions {
  readonly onOffered: (figures: { readonly users: number; readonly feeds: number }) => void;
}

type Offers = PayloadOf<typeof audienceChunk>['offers'];

/**
 * Offers new items to some users. An item that scores above the last in a feed is inserted at its rank. Its novelty is
 * as of the time of the ranking, like that of the other items, so that scores compare. Waits for a feed that is being
 * replaced, which may already have the item. Users without a feed get the item with their first one.
 */
export function onAudienceChunk(context: FeedContext, { onOffered }: OfferOptions): Subscriber {
  return subscriber(
    audienceChunk,
    async (events, { transaction, now }) => {
      const updated = [];
      for (const event of events) {
        const { offers } = event.payload;
        const feeds = await context.timings.measure('audience-chunk', async () =>
          insertOffers(offers, { transaction, now }, context),
        );
        await storeFeeds(transaction, feeds);
        onOffered({ users: offers.length, feeds: feeds.length });
        for (const feed of feeds) updated.push(updatedEvent(feed, event, now));
      }
      return updated;
    },
    { emits: [feedUpdated], batchSize: 1, itemsIn: ({ offers }) => offers.length },
  );
}

async function insertOffers(
  offers: Offers,
  { transaction, now }: { transaction: Executor; now: Date },
  { arms, popularity, learned }: FeedContext,
): Promise<NewFeed[]> {
  const { options } = arms.control;
  const userIds = offers.map(({ user_id }) => user_id);
  const sampleIds = [...new Set(offers.flatMap(({ sample_ids }) => sample_ids))];
  const news = new Map((await loadNews(transaction, sampleIds, options.layout.id)).map((one) => [one.sampleId, one]));
  const feeds = new Map((await lockFeeds(transaction, userIds)).map((feed) => [feed.userId, feed]));
  const listeners = new Map(
    (await listenersOf(transaction, [...feeds.keys()], learningOptions(arms), learned())).map((listener) => [
      listener.userId,
      listener,
    ]),
  );
  const creators = await creatorsIn([...feeds.values()], sampleIds, arms, transaction);
  return offers.flatMap(({ user_id, sample_ids }) => {
    const [feed, listener] = [feeds.get(user_id), listeners.get(user_id)];
    if (feed === undefined || listener === undefined || feed.layout !== options.layout.id) return [];
    const offered = sample_ids.flatMap((sampleId) => news.get(sampleId) ?? []);
    const items = insertOffered(feed, listener, offered);
    if (items === undefined) return [];
    const { version: replaces, ...origin } = feed;
    return [{ ...origin, items, generatedAt: now, replaces }];
  });

  function insertOffered(feed: StoredFeed, listener: Listener, offered: readonly News[]) {
    const there = new Set(feed.items.map(({ sampleId }) => sampleId));
    const { calculator, variety, feedSize: size } = arms.of(feed.userId).options;
    const fresh = offered.filter(({ sampleId }) => !there.has(sampleId));
    const ranked = rankFeed(listener, fresh, {
      calculator,
      popularity: popularity(),
      variety,
      size,
      now: feed.rankedAt.getTime(),
    });
    const cap = variety?.creatorCap;
    const creatorOf = (sampleId: string) => creators.get(sampleId);
    return insertNews(feed.items, ranked, size, cap === undefined ? undefined : { ...cap, creatorOf });
  }
}

/** Creators of the items, when the definition limits how close together their items may be. */
async function creatorsIn(
  feeds: readonly StoredFeed[],
  sampleIds: readonly string[],
  arms: FeedContext['arms'],
  executor: Executor,
): Promise<ReadonlyMap<string, string>> {
  const capped = feeds.filter(({ userId }) => arms.of(userId).options.variety?.creatorCap !== undefined);
  if (capped.length === 0) return new Map();
  const there = capped.flatMap(({ items }) => items.map(({ sampleId }) => sampleId));
  return loadCreators(executor, [...new Set([...there, ...sampleIds])]);
}
