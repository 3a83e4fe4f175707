import { nearestRequest, sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { defineService } from '@jophiel/service/manifest';
import { AnnSettings } from './config.ts';

export const ann = defineService({
  name: 'ann',
  title: 'Ann: finds the nearest samples',
  settings: AnnSettings,
  features: {
    nearest: 'requests for the nearest samples, over HTTP and NATS',
    'catch-up': 'comparisons of the index with PostgreSQL',
    engine: 'the choice of the engine',
    snapshots: 'snapshots of the index on disk',
  },
  consumes: [],
  follows: [sampleVectorized, sampleRemoved],
  asks: [],
  answers: [nearestRequest],
  emits: [],
});
