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
        'How clients reach the feed API, for the links of its pages, such as https://feeds.example.org. Without it, the links name the host that the client asked for.',
    }),
  ),
  FEED_API_RECENT_FEEDS: Type.Integer({
    minimum: 1,
    default: 10_000,
    description:
      'How many feeds are remembered, to answer from until there is news of them, to turn the pages of, and for while PostgreSQL is away; some 10 KB each.',
  }),
  FEED_API_FEED_HELD_MS: Type.Integer({
    minimum: 0,
    default: 60_000,
    description:
      'How long a feed is answered from memory at most before it is read again, should news of a newer one never arrive. The news end it at once; 0 reads it every time.',
  }),
  FEED_API_PAGES_HELD_MS: Type.Integer({
    minimum: 0,
    default: 900_000,
    description:
      'How long after its first page the other pages of a feed are of the same feed, although a newer one is stored.',
  }),
  FEED_API_REMEMBERED_SAMPLES: Type.Integer({
    minimum: 1,
    default: 50_000,
    description: 'How many vectors of samples are kept in memory, because searches find them again and again.',
  }),
  FEED_API_RECENT_SEARCHES: Type.Integer({
    minimum: 1,
    default: 100,
    description: 'How many results of searches are remembered, to turn the pages of; up to two megabytes each.',
  }),
  FEED_API_CATALOGUE_REFRESH_MS: Type.Integer({
    minimum: 100,
    default: 30_000,
    description: "How often the feed API looks at the catalogue's terms and at what is trending.",
  }),
  FEED_API_SIMILAR_HELD_MS: Type.Integer({
    minimum: 0,
    default: 3_600_000,
    description:
      'How long similar samples and ideas for boards may be cached. A change of the catalogue that touches an answer, of the sample or of the board ends it at once; 0 makes every answer again.',
  }),
  FEED_API_SIMILAR_MOST: Type.Integer({
    minimum: 1,
    default: 100_000,
    description:
      'How many answers with similar samples and ideas for boards PostgreSQL caches, both together; some 4 KB each.',
  }),
  STREAM_MOST_CLIENTS: Type.Integer({
    minimum: 1,
    default: 2_000,
    description: 'How many clients may listen to streams of server-sent events, per process.',
  }),
  STREAM_MOST_PER_USER: Type.Integer({
    minimum: 1,
    default: 20,
    description: 'How many of these streams may be of one user.',
  }),
  STREAM_LONGEST_MS: Type.Integer({
    minimum: 1_000,
    default: 3_600_000,
    description: 'After so long a stream ends; its client comes back where it was, perhaps to another process.',
  }),
  STREAM_BEAT_MS: Type.Integer({
    minimum: 100,
    default: 15_000,
    description: 'How often a stream sends a sign of life.',
  }),
});
