import { randomUUID } from 'node:crypto';
import { describe } from 'vitest';
import { nearestConformance } from '../conformance.ts';
import { QdrantEngine } from './qdrant-engine.ts';

const url = process.env.QDRANT_URL ?? '';

/** Opens a temporary collection. */
async function open(space: { readonly layout: string; readonly dimensions: number; readonly halfLifeMs: number }) {
  const prefix = `test-${randomUUID()}`;
  const engine = await QdrantEngine.open({ space, url, prefix, landmark: Date.UTC(2026, 0, 1) });
  engine.close = async () => engine.drop();
  return engine;
}

describe.skipIf(url === '')('with the Qdrant server of QDRANT_URL', () => {
  nearestConformance('Qdrant', open, { exact: false, remote: true });
});
