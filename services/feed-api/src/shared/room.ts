import { type CandidateFinders, candidateFinders, CatalogueKnowledge, CachedCandidates } from '@jophiel/candidates';
import { nearestRequest } from '@jophiel/contracts';
import { type Ids, idsOf } from '@jophiel/domain';
import type { Follow } from '@jophiel/messaging';
import { armsOf } from '@jophiel/scoring';
import type { ContextOf, PartsOf } from '@jophiel/service';
import type { feedApi } from '../service.ts';
import { UnlistedSamples } from './adapters/unlisted-samples.ts';
import type { SharedContext } from './use-cases/shared-context.ts';

type Service = ContextOf<typeof feedApi>;

export interface Room {
  readonly features: NonNullable<PartsOf<typeof feedApi>['features']>;
  readonly follows?: readonly Follow[];
}

export interface Shared extends Room, SharedContext {
  readonly service: Service;
  readonly settings: Service['settings'];
  readonly ids: Ids;
  readonly publicUrl: string | undefined;
  readonly finders: CandidateFinders;
}

export async function sharedRoom(service: Service): Promise<Shared> {
  const { settings, domain, database, now } = service;
  const arms = armsOf(domain);
  const unlisted = new UnlistedSamples();
  const knowledge = new CatalogueKnowledge(database, arms.control.options.layout);
  const cachedCandidates = new CachedCandidates(database, settings.FEED_API_REMEMBERED_SAMPLES);
  const { catalogue, popularity, popular } = knowledge;
  const finders = candidateFinders({
    ...service,
    transport: service.asking(nearestRequest),
    arms,
    knowledge,
    cached: cachedCandidates,
    logger: await service.feature('candidates'),
  });
  return {
    service,
    settings,
    finders,
    database,
    domain,
    arms,
    unlisted,
    catalogue,
    popularity,
    popular,
    cachedCandidates,
    now,
    ids: idsOf(domain),
    publicUrl: settings.FEED_API_PUBLIC_URL,
    follows: unlisted.follows(database),
    features: {
      catalogue: {
        background: [async (signal) => knowledge.keepFresh(settings.FEED_API_CATALOGUE_REFRESH_MS, signal)],
      },
    },
  };
}
