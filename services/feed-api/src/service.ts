import { feedUpdated, nearestRequest, sampleRemoved, sampleVectorized, userDeleted } from '@jophiel/contracts';
import { plannerSettings } from '@jophiel/postgres/planner-settings';
import { defineService } from '@jophiel/service/manifest';
import { FeedApiSettings } from './config.ts';

export const feedApi = defineService({
  name: 'feed-api',
  title: 'Feed API: serves feeds',
  settings: FeedApiSettings,
  features: {
    feed: 'feeds, their pages and explanations',
    stream: 'news of feeds, as server-sent events',
    similar: 'samples that are like one',
    boards: 'ideas for boards',
    search: 'the search for samples',
    taste: 'what a user likes, in words',
    why: 'why a sample is in a feed, or not',
    sync: 'the lists that a platform compares itself with',
    news: 'what is heard of feeds and samples, which ends what memory holds of them',
    candidates: 'who finds the candidates, and whether the ann service answers',
    catalogue: "the catalogue's terms and what is popular",
  },
  consumes: [],
  follows: [feedUpdated, userDeleted, sampleRemoved, sampleVectorized],
  asks: [nearestRequest],
  answers: [],
  emits: [],
  connections: { serverSettings: plannerSettings },
});
