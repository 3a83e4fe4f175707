import { randomUUID } from 'node:crypto';
import { sampleDeleted, sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { givenEnvironment, type GivenNats, type GivenPostgres } from '@jophiel/testing';
import Type from 'typebox';
import { commonSettings, defineService, type ContextOf, type PartsOf, startService } from '../src/index.ts';

/** Uses the tables and the role of the vectorizer. */
export const testManifest = defineService({
  name: 'vectorizer',
  title: 'A service of the tests',
  settings: Type.Object({ ...commonSettings, VECTORIZER_PORT: Type.Integer() }),
  features: {
    vectorise: 'samples',
    removal: 'samples that are removed',
    revectorise: 'work in the background',
    terms: 'requests',
  },
  consumes: [sampleDeleted],
  follows: [sampleDeleted, sampleRemoved],
  asks: [],
  answers: [],
  emits: [sampleVectorized],
});
type Context = ContextOf<typeof testManifest>;
type Parts = PartsOf<typeof testManifest>;

export async function startWith(
  { postgres, nats }: { readonly postgres: Pick<GivenPostgres, 'url'>; readonly nats: Pick<GivenNats, 'url'> },
  compose: (context: Context) => Promise<Parts> | Parts,
  {
    environment = {},
    manifest = {},
    port = 0,
  }: Partial<{
    environment: Record<string, string>;
    manifest: Partial<typeof testManifest>;
    port: number;
  }> = {},
) {
  const variables = givenEnvironment({ postgres, nats }, { VECTORIZER_PORT: String(port), ...environment });
  return startService({ ...testManifest, ...manifest }, variables, compose);
}

export const deletion = (sampleId: string) => ({
  subject: 'sample.deleted',
  id: randomUUID(),
  body: JSON.stringify({
    event_name: 'sample.deleted',
    event_id: randomUUID(),
    event_timestamp: '2026-03-01T12:00:00.000Z',
    source: 'test',
    version: 1,
    payload: { sample_id: sampleId },
  }),
});
