import { CONTROL } from '@jophiel/domain';
import type { Metrics } from '@jophiel/observability';
import type { FeedContext } from '../use-cases/compute-feeds.ts';
import type { OfferOptions } from '../handlers/on-audience-chunk.ts';
import type { NewsOptions } from '../handlers/on-sample-vectorized.ts';

type FeedMetrics = Pick<FeedContext, 'onStored' | 'onUnchanged'> & Pick<NewsOptions, 'onNews'> & OfferOptions;

export function feedMetrics(metrics: Metrics): FeedMetrics {
  const computed = metrics.counter('feeds_computed_total', 'Feeds computed and stored, by experiment.', ['variant']);
  const unchanged = metrics.counter('feeds_unchanged_total', 'Feeds computed and found unchanged.', []);
  const news = metrics.counter(
    'audience_samples_total',
    'New or changed samples: offered to users, or left to the batch.',
    ['outcome'],
  );
  const users = metrics.counter('audience_users_total', 'Users to whom new samples were offered.', []);
  const feeds = metrics.counter('audience_feeds_total', 'Feeds into which a new sample was inserted.', []);
  return {
    onStored: (variant) => computed.inc({ variant: variant ?? CONTROL }),
    onUnchanged: (count) => unchanged.inc(count),
    onNews: ({ offered, left }) => {
      news.inc({ outcome: 'offered' }, offered);
      news.inc({ outcome: 'left' }, left);
    },
    onOffered: (figures) => {
      users.inc(figures.users);
      feeds.inc(figures.feeds);
    },
  };
}
