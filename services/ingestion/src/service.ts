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
  title: 'Ingestion: accepts and stores events',
  settings: IngestionSettings,
  features: {
    http: 'events over HTTP',
    interactions: 'interactions over NATS',
    samples: 'created, changed and deleted samples, over NATS',
    users: 'created and deleted users, over NATS',
  },
  consumes: [userInteraction, sampleCreated, sampleUpdated, sampleLifecycleDeleted, userCreated, userLifecycleDeleted],
  follows: [],
  asks: [],
  answers: [],
  emits: [interactionRecorded, sampleAnalyzed, sampleDeleted, userDeleted],
});
