import { idsOf } from '@jophiel/domain';
import { type RunningService, startService } from '@jophiel/service';
import type { Environment } from '@jophiel/service/settings';
import { addEventsRoute } from './adapters/http/events-route.ts';
import { sendersDescribed } from './adapters/http/senders-described.ts';
import { addSeedsRoutes } from './adapters/http/seeds-routes.ts';
import { Intake } from './adapters/intake.ts';
import { eventReader } from './core/read-event.ts';
import { seedsReader } from './core/read-seeds.ts';
import { causedEvents } from './core/what-follows.ts';
import { interactionCounter } from './use-cases/count-interactions.ts';
import { outsideEventSubscribers } from './handlers/on-outside-event.ts';
import { ingestion } from './service.ts';

export async function startIngestion(environment: Environment): Promise<RunningService> {
  return startService(ingestion, environment, async (service) => {
    const { settings, domain, tables, database, emitting, metrics, timings, feature, now } = service;
    const readEvent = eventReader(domain);
    const onIngested = interactionCounter(domain, metrics);
    const logger = await feature('http');
    const intake = new Intake({
      database,
      tables,
      outbox: emitting(...causedEvents),
      timings,
      logger,
      onIngested,
      now,
    });
    const { interactions, samples, users } = outsideEventSubscribers(readEvent, tables, onIngested);
    return {
      bodyLimitBytes: settings.INGESTION_BODY_LIMIT_BYTES,
      features: {
        http: {
          routes: (server) =>
            addEventsRoute(server, {
              describedSenders: sendersDescribed(domain),
              readEvent,
              intake: async (events) => intake.accept(events),
              now,
              acceptsUsers: settings.INGESTION_USER_EVENTS,
            }),
        },
        seeds: {
          routes: (server) =>
            addSeedsRoutes(server, {
              ids: idsOf(domain),
              readSeeds: seedsReader(domain),
              intake: async (events) => intake.accept(events),
              database,
              now,
            }),
        },
        interactions: { subscribers: interactions },
        samples: { subscribers: samples },
        users: { subscribers: users },
      },
    };
  });
}
