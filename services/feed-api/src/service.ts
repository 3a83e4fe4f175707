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
    stream: 'changes of feeds, as server-sent events',
    similar: 'samples similar to one',
    boards: 'ideas for boards',
    search: 'searches for samples',
    taste: 'explanations of a taste',
    why: 'reasons why a sample is in a feed or not',
    sync: 'lists and checksums for the comparison with the platform',
    news: 'events that invalidate caches of feeds and samples',
    candidates: 'the candidate source, and whether ann answers',
    catalogue: "the catalogue's terms and what is popular",
  },
  consumes: [],
  follows: [feedUpdated, userDeleted, sampleRemoved, sampleVectorized],
  asks: [nearestRequest],
  answers: [],
  emits: [],
  connections: { serverSettings: plannerSettings },
});
