import { randomUUID } from 'node:crypto';
import { readSettings } from '@jophiel/settings';
import { givenEnvironment, type GivenNats, type GivenPostgres } from '@jophiel/testing';
import { CommonSettings, type FeatureOf, type ServiceContext, type ServiceParts, startService } from '../src/index.ts';

type Feature = FeatureOf<'vectorizer'>;

/** A service that takes the place of the vectorizer, whose tables and role it uses. */
export async function startWith(
  { postgres, nats }: { readonly postgres: Pick<GivenPostgres, 'url'>; readonly nats: Pick<GivenNats, 'url'> },
  compose: (context: ServiceContext<Feature>) => Promise<ServiceParts<Feature>> | ServiceParts<Feature>,
  {
    environment = {},
    hasMessaging = true,
    port = 0,
  }: Partial<{
    environment: Record<string, string>;
    hasMessaging: boolean;
    port: number;
  }> = {},
) {
  const settings = readSettings(CommonSettings, givenEnvironment({ postgres, nats }, environment));
  return startService({ name: 'vectorizer', port, settings, hasMessaging }, compose);
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
