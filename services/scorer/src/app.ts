import { batchRequested, nearestRequest } from '@jophiel/contracts';
import { type RunningService, startService } from '@jophiel/service';
import type { Environment } from '@jophiel/service/settings';
import { candidateFinders, CatalogueKnowledge, CachedCandidates, LearnedKnowledge } from '@jophiel/candidates';
import { addBatchRoutes } from './adapters/http/batch-routes.ts';
import { canaryMetrics } from './adapters/canary-metrics.ts';
import { feedMetrics } from './adapters/feed-metrics.ts';
import { armsOf } from '@jophiel/scoring';
import { runChanceClock } from './adapters/chance-clock.ts';
import { cacheCandidates } from './adapters/cache-candidates.ts';
import { explorationMetrics, showChances } from './adapters/exploration-metrics.ts';
import { showLearned } from './adapters/learned-metrics.ts';
import { runBatchClock } from './adapters/batch-clock.ts';
import { Canary } from './adapters/canary.ts';
import { Chances } from './use-cases/chances.ts';
import { measureRecall } from './use-cases/measure-recall.ts';
import { onAudienceChunk } from './handlers/on-audience-chunk.ts';
import { onBatchChunk } from './handlers/on-batch-chunk.ts';
import { onBatchRequested } from './handlers/on-batch-requested.ts';
import { onProfileUpdated } from './handlers/on-profile-updated.ts';
import { onSampleVectorized } from './handlers/on-sample-vectorized.ts';
import { onUserDeleted } from './handlers/on-user-deleted.ts';
import { scorer } from './service.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

export async function startScorer(environment: Environment): Promise<RunningService> {
  return startService(scorer, environment, async (service) => {
    const { settings, domain, database, emitting, tables, metrics, timings, now, feature } = service;
    const arms = armsOf(domain);
    const { options } = arms.control;
    const knowledge = new CatalogueKnowledge(database, options.layout);
    const learned = new LearnedKnowledge(database);
    const cached = new CachedCandidates(database, settings.SCORER_REMEMBERED_CANDIDATES);
    const { candidates, batch: batchCandidates } = candidateFinders({
      ...service,
      transport: service.asking(nearestRequest),
      arms,
      knowledge,
      cached,
      logger: await feature('candidates'),
    });
    const { onStored: countStored, onUnchanged, onNews, onOffered } = feedMetrics(metrics);
    const { popularity, popular, catalogue } = knowledge;
    const exploration = arms.all.map((arm) => arm.options.exploration).find((each) => each !== undefined);
    const { onGiven, given } = explorationMetrics(metrics);
    const chances =
      exploration === undefined
        ? undefined
        : new Chances({
            executor: database,
            exploration,
            layout: options.layout.id,
            now,
            onGiven,
            cache: async (sampleIds) => cacheCandidates(cached, sampleIds, options.layout.id, now()),
          });
    if (chances !== undefined) showChances(metrics, chances);
    const explorationLogger = await feature('exploration');
    const context = {
      arms,
      candidates,
      popularity,
      popular,
      catalogue,
      learned: learned.table,
      learnedAt: learned.changedAt,
      timings,
      ...(chances && { chances }),
      onStored: (variant: string | undefined, userId: string) => {
        countStored(variant, userId);
        canary.feedStored(userId);
      },
      onUnchanged,
    };
    showLearned(metrics, learned);
    const canaryLogger = await feature('canary');
    const { onMeasured } = canaryMetrics(metrics);
    const canary = new Canary({
      share: settings.CANARY_SHARE,
      pauseMs: settings.CANARY_PAUSE_SECONDS * 1_000,
      random: Math.random,
      measure: async (userId) => timings.measure('canary', async () => measureRecall(database, userId, context)),
      onMeasured: (recall, userId) => {
        onMeasured(recall);
        canaryLogger.info({ user_id: userId, recall }, 'recall of a stored feed');
      },
    });
    const { audience } = domain;
    const requesting = { database, outbox: emitting(batchRequested), now };
    const batch = {
      trending: { domain, options, ...(chances && { chances }), logger: await feature('trending') },
      ...(chances && { chances }),
      feedAgesAfterMs: settings.FEED_AGES_AFTER_HOURS * MS_PER_HOUR,
      logger: await feature('batch'),
    };
    return {
      features: {
        reaction: { subscribers: [onProfileUpdated(context)] },
        batch: {
          subscribers: [onBatchRequested(context, batch), onBatchChunk({ ...context, candidates: batchCandidates })],
          routes: (server) => addBatchRoutes(server, requesting),
          background: [
            async (signal) =>
              runBatchClock({ ...requesting, everyMs: settings.BATCH_EVERY_MINUTES * MS_PER_MINUTE }, signal),
          ],
        },
        audience: {
          subscribers: [
            ...(audience === undefined ? [] : [onSampleVectorized({ audience, layout: options.layout.id, onNews })]),
            onAudienceChunk(context, { onOffered }),
          ],
        },
        canary: { background: [async (signal) => canary.run(signal)] },
        catalogue: {
          background: [
            async (signal) => knowledge.keepFresh(settings.CATALOGUE_REFRESH_MS, signal),
            ...(arms.all.some(({ options: { calculator } }) => calculator.learns)
              ? [async (signal: AbortSignal) => learned.keepFresh(settings.CATALOGUE_REFRESH_MS, signal)]
              : []),
          ],
        },
        exploration: {
          background:
            chances === undefined
              ? []
              : [
                  async (signal) =>
                    runChanceClock(
                      { chances, everyMs: settings.CATALOGUE_REFRESH_MS, given, logger: explorationLogger, timings },
                      signal,
                    ),
                ],
        },
        erasure: { subscribers: [onUserDeleted(tables)] },
      },
    };
  });
}
