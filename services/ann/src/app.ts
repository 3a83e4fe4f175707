import { nearestRequest } from '@jophiel/contracts';
import { idsOf } from '@jophiel/domain';
import { type RunningService, startService } from '@jophiel/service';
import type { Environment } from '@jophiel/service/settings';
import { layoutOf } from '@jophiel/vectors';
import { annMetrics } from './adapters/ann-metrics.ts';
import { Engines } from './adapters/engines.ts';
import { followSamples } from './adapters/follow-samples.ts';
import { addNearestRoutes } from './adapters/http/nearest-routes.ts';
import { nearestOverNats } from './adapters/serve-nearest.ts';
import { Snapshots } from './adapters/snapshots.ts';
import { ANN_BODY_LIMIT_BYTES } from './config.ts';
import { answerer } from './use-cases/answer-nearest.ts';
import { Follower } from './adapters/follower.ts';
import { Indexes } from './use-cases/indexes.ts';
import { ann } from './service.ts';

const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;

export async function startAnn(environment: Environment): Promise<RunningService> {
  return startService(ann, environment, async ({ settings, domain, database, metrics, timings, feature, now }) => {
    const clock = () => performance.now();
    const { id: layout, dimensions } = layoutOf(domain.features);
    const space = { layout, dimensions, halfLifeMs: domain.scoring.noveltyHalfLifeDays * MS_PER_DAY };
    const snapshots = new Snapshots({
      folder: settings.ANN_SNAPSHOT_FOLDER,
      everyMs: settings.ANN_SNAPSHOT_MINUTES * MS_PER_MINUTE,
      logger: await feature('snapshots'),
      clock,
    });
    const engines = new Engines({
      engine: settings.ANN_ENGINE,
      exactMaxMs: settings.ANN_EXACT_MOST_MS,
      threads: settings.ANN_THREADS,
      qdrantUrl: settings.QDRANT_URL,
      space,
      feedSize: domain.feed.size,
      snapshots,
      logger: await feature('engine'),
      now,
      clock,
    });
    const indexes = new Indexes({
      executor: database,
      own: await engines.openOwn(),
      openBeside: async (other) => engines.openBeside(other),
    });
    const { onAnswered } = annMetrics(metrics, indexes);
    const catchUpLogger = await feature('catch-up');
    const nearestLogger = await feature('nearest');
    const follower = new Follower({
      indexes,
      onFilled: async () => engines.choose(indexes.own),
      onPause: () => snapshots.saveWhenDue(indexes.own),
      catchUpEveryMs: settings.ANN_CATCH_UP_SECONDS * 1_000,
      onCaughtUp: ({ samples, differed, ms }) =>
        catchUpLogger.info({ samples, differed, ms: Math.round(ms) }, 'index compared with PostgreSQL'),
      clock,
    });
    const ids = idsOf(domain);
    const answers = answerer({ indexes, ids, timings, now, onAnswered });
    const overNats = nearestOverNats(answers, nearestLogger);
    return {
      bodyLimitBytes: ANN_BODY_LIMIT_BYTES,
      checks: {
        index: async () => (follower.isCaughtUp ? undefined : 'the index has not caught up with PostgreSQL yet'),
      },
      features: {
        nearest: {
          routes: (server) => addNearestRoutes(server, { ids, answerer: answers }),
          // Until the index is filled, requests go to other replicas or are refused at once.
          answers: [
            { request: nearestRequest, answer: overNats.answer, whenReady: async (signal) => follower.filled(signal) },
          ],
        },
        'catch-up': {
          follows: followSamples(follower),
          background: [
            async (signal) => {
              await follower.run(signal);
              await snapshots.saveNow(indexes.own);
            },
          ],
        },
      },
      onStop: async () => overNats.end(),
    };
  });
}
