import {
  interactionRecorded,
  sampleAnalyzed,
  sampleCreated,
  sampleDeleted,
  sampleLifecycleDeleted,
  sampleUpdated,
  userCreated,
  userDeleted,
  userInteraction,
  userLifecycleDeleted,
} from '@jophiel/contracts';
import { defineService } from '@jophiel/service/manifest';
import { IngestionSettings } from './config.ts';

export const ingestion = defineService({
  name: 'ingestion',
  title: 'Ingestion: takes events in',
  settings: IngestionSettings,
  features: {
    http: 'events that come over HTTP',
    interactions: 'what users do, over NATS',
    samples: 'samples that are created, changed or deleted, over NATS',
    users: 'users that are created or deleted, over NATS',
  },
  consumes: [userInteraction, sampleCreated, sampleUpdated, sampleLifecycleDeleted, userCreated, userLifecycleDeleted],
  follows: [],
  asks: [],
  answers: [],
  emits: [interactionRecorded, sampleAnalyzed, sampleDeleted, userDeleted],
});
