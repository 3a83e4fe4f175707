import { nearestConformance } from '../conformance.ts';
import { HnswEngine } from './hnsw-engine.ts';

nearestConformance(
  'the HNSW graph',
  async (space) => HnswEngine.open({ space, landmark: Date.UTC(2026, 0, 1), threads: 1 }),
  { exact: false },
);
