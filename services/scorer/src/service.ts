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
 * Reactions and two chunks of the batch each hold a connection for their transaction while they seek candidates on
 * another one, and the two steps of new samples hold one each, perhaps waiting for a feed that one of the former has
 * locked.
 */
const MIN_CONNECTIONS = 6;

export const scorer = defineService({
  name: 'scorer',
  title: 'Scorer: ranks feeds',
  settings: ScorerSettings,
  features: {
    reaction: 'feeds that change at once when a profile does',
    batch: 'runs over the feeds that are out of date',
    audience: 'new samples and the users that they are for',
    trending: 'the list for users of whom nothing is known',
    canary: 'how much of the true best the feeds hold',
    candidates: 'who finds the candidates, and whether the ann service answers',
    catalogue: "the catalogue's terms and what is popular",
    erasure: 'users that are erased',
  },
  consumes: [profileUpdated, sampleVectorized, userDeleted, batchRequested, batchChunk, audienceChunk],
  follows: [],
  asks: [nearestRequest],
  answers: [],
  emits: [feedUpdated, batchRequested, batchChunk, audienceChunk],
  connections: { serverSettings: plannerSettings, minimum: MIN_CONNECTIONS },
});
