import { candidateSettings } from '@jophiel/candidates/settings';
import { commonSettings } from '@jophiel/service/common-settings';
import Type from 'typebox';

export const FeedApiSettings = Type.Object({
  ...commonSettings,
  ...candidateSettings,
  FEED_API_PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 8789,
    description: 'Port of the feed API, where the platform reads feeds.',
  }),
  FEED_API_PUBLIC_URL: Type.Optional(
    Type.String({
      description:
        'How clients reach the feed API, for the links of its pages, such as https://feeds.example.org. By default, the links name the host of the request.',
    }),
  ),
  FEED_API_RECENT_FEEDS: Type.Integer({
    minimum: 1,
    default: 10_000,
    description:
      'Maximum number of cached feeds: to answer from until they change, to page through, and to answer from while PostgreSQL is unavailable; some 10 KB each.',
  }),
  FEED_API_FEED_HELD_MS: Type.Integer({
    minimum: 0,
    default: 60_000,
    description:
      'Maximum age of a cached feed, in milliseconds, in case the event of a newer one never arrives. The event drops it at once; 0 reads it every time.',
  }),
  FEED_API_PAGES_HELD_MS: Type.Integer({
    minimum: 0,
    default: 900_000,
    description:
      'How long after its first page the other pages come from the same feed, although a newer one is stored, in milliseconds.',
  }),
  FEED_API_REMEMBERED_SAMPLES: Type.Integer({
    minimum: 1,
    default: 50_000,
    description: 'Maximum number of cached vectors of samples.',
  }),
  FEED_API_RECENT_SEARCHES: Type.Integer({
    minimum: 1,
    default: 100,
    description: 'Maximum number of cached search results, to page through; up to two megabytes each.',
  }),
  FEED_API_CATALOGUE_REFRESH_MS: Type.Integer({
    minimum: 100,
    default: 30_000,
    description:
      "Interval at which the feed API reads the catalogue's terms and the trending samples, in milliseconds.",
  }),
  FEED_API_SIMILAR_HELD_MS: Type.Integer({
    minimum: 0,
    default: 3_600_000,
    description:
      'How long similar samples and ideas for boards may be cached, in milliseconds. A change that affects an answer drops it at once; 0 computes every answer.',
  }),
  FEED_API_SIMILAR_MOST: Type.Integer({
    minimum: 1,
    default: 100_000,
    description:
      'Maximum number of answers with similar samples and ideas for boards in the cache in PostgreSQL; some 4 KB each.',
  }),
  STREAM_MOST_CLIENTS: Type.Integer({
    minimum: 1,
    default: 2_000,
    description: 'Maximum number of streams of server-sent events per process.',
  }),
  STREAM_MOST_PER_USER: Type.Integer({
    minimum: 1,
    default: 20,
    description: 'Maximum number of these streams per user.',
  }),
  STREAM_LONGEST_MS: Type.Integer({
    minimum: 1_000,
    default: 3_600_000,
    description:
      'Maximum duration of a stream, in milliseconds; its client reconnects and continues, perhaps at another process.',
  }),
  STREAM_BEAT_MS: Type.Integer({
    minimum: 100,
    default: 15_000,
    description: 'Interval of the keep-alive comments of a stream, in milliseconds.',
  }),
});
