import {
  interactionRecorded,
  sampleAnalyzed,
  sampleCreated,
  sampleDeleted,
  sampleLifecycleDeleted,
  sampleUpdated,
  seedsRecorded,
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
    seeds: 'samples and terms that users chose to start with, over HTTP',
    interactions: 'interactions over NATS',
    samples: 'created, changed and deleted samples, over NATS',
    users: 'created and deleted users, over NATS',
  },
  consumes: [userInteraction, sampleCreated, sampleUpdated, sampleLifecycleDeleted, userCreated, userLifecycleDeleted],
  follows: [],
  asks: [],
  answers: [],
  declaresStreams: true,
  emits: [interactionRecorded, seedsRecorded, sampleAnalyzed, sampleDeleted, userDeleted],
});
