import { commonSettings } from '@jophiel/service';
import { type Environment, readSettings } from '@jophiel/settings';
import Type from 'typebox';

export const FeedApiSettings = Type.Object({
  ...commonSettings,
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
    description: 'How many feeds are remembered, to turn the pages of and to answer from while PostgreSQL is away.',
  }),
  FEED_API_PAGES_HELD_MS: Type.Integer({
    minimum: 0,
    default: 900_000,
    description:
      'How long after its first page the other pages of a feed are of the same feed, although a newer one is stored.',
  }),
  STREAM_MOST_CLIENTS: Type.Integer({
    minimum: 1,
    default: 2_000,
    description: 'How many clients may listen to streams of server-sent events, per process.',
  }),
  STREAM_BEAT_MS: Type.Integer({
    minimum: 100,
    default: 15_000,
    description: 'How often a stream sends a sign of life.',
  }),
});

export const readConfig = (environment: Environment) => readSettings(FeedApiSettings, environment);
