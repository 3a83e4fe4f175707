import {
  audienceChunk,
  batchChunk,
  batchRequested,
  feedUpdated,
  nearestRequest,
  profileUpdated,
  sampleVectorized,
  userDeleted,
} from '@jophiel/contracts';
import { plannerSettings } from '@jophiel/postgres/planner-settings';
import { defineService } from '@jophiel/service/manifest';
import { ScorerSettings } from './config.ts';

/**
 * Reactions and two batch chunks each hold a connection for their transaction and use another one to find candidates. The
 * two steps for new samples each hold one, and may wait for a feed that one of the former has locked.
 */
const MIN_CONNECTIONS = 6;

export const scorer = defineService({
  name: 'scorer',
  title: 'Scorer: ranks feeds',
  settings: ScorerSettings,
  features: {
    reaction: 'feeds recomputed at once after a change of the profile',
    batch: 'runs over outdated feeds',
    audience: 'new samples and their audience',
    trending: 'the list for users without a feed',
    canary: 'the recall of stored feeds',
    candidates: 'the candidate source, and whether ann answers',
    catalogue: "the catalogue's terms and what is popular",
    exploration: 'places in feeds for new samples',
    erasure: 'erased users',
  },
  consumes: [profileUpdated, sampleVectorized, userDeleted, batchRequested, batchChunk, audienceChunk],
  follows: [],
  asks: [nearestRequest],
  answers: [],
  emits: [feedUpdated, batchRequested, batchChunk, audienceChunk],
  connections: { serverSettings: plannerSettings, minimum: MIN_CONNECTIONS },
});
