import { type CandidateFinders, candidateFinders, CatalogueKnowledge, CachedCandidates } from '@jophiel/candidates';
import { type Ids, idsOf } from '@jophiel/domain';
import type { Follow } from '@jophiel/messaging';
import { armsOf } from '@jophiel/scoring';
import type { FeatureOf, ServiceContext, ServiceParts } from '@jophiel/service';
import type { FeedApiConfig } from '../config.ts';
import { UnlistedSamples } from './adapters/unlisted-samples.ts';
import type { SharedContext } from './use-cases/shared-context.ts';

type Service = ServiceContext<FeatureOf<'feed-api'>>;

/** What a room adds to the service. */
export interface Room {
  readonly features: NonNullable<ServiceParts<FeatureOf<'feed-api'>>['features']>;
  /** The events that its caches and clients hear of. */
  readonly follows?: readonly Follow[];
}

/** What the other rooms are made from. */
export interface Shared extends Room, SharedContext {
  readonly service: Service;
  readonly settings: FeedApiConfig;
  readonly ids: Ids;
  readonly publicUrl: string | undefined;
  readonly finders: CandidateFinders;
}

export async function sharedRoom(service: Service, settings: FeedApiConfig): Promise<Shared> {
  const { domain, database, now } = service;
  const arms = armsOf(domain);
  const unlisted = new UnlistedSamples();
  const knowledge = new CatalogueKnowledge(database, arms.control.options.layout);
  const cachedCandidates = new CachedCandidates(database, settings.FEED_API_REMEMBERED_SAMPLES);
  const { catalogue, popularity } = knowledge;
  const finders = candidateFinders({
    ...service,
    settings,
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
