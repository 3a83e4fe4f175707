import { idsOf } from '@jophiel/domain';
import { type RunningService, startService } from '@jophiel/service';
import type { Environment } from '@jophiel/settings';
import { layoutOf } from '@jophiel/vectors';
import { annMetrics } from './adapters/ann-metrics.ts';
import { Engines } from './adapters/engines.ts';
import { followSamples } from './adapters/follow-samples.ts';
import { addNearestRoutes } from './adapters/http/nearest-routes.ts';
import { serveNearest } from './adapters/serve-nearest.ts';
import { Snapshots } from './adapters/snapshots.ts';
import { ANN_BODY_LIMIT_BYTES, readConfig } from './config.ts';
import { answerer } from './use-cases/answer-nearest.ts';
import { Follower } from './adapters/follower.ts';
import { Indexes } from './use-cases/indexes.ts';

const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;

/** Holds all vectors in memory and finds the nearest of them. */
export async function startAnn(environment: Environment): Promise<RunningService> {
  const settings = readConfig(environment);
  const frame = {
    name: 'ann' as const,
    port: settings.ANN_PORT,
    hasMessaging: false,
    bodyLimitBytes: ANN_BODY_LIMIT_BYTES,
    settings,
  };
  return startService(frame, async ({ domain, database, transport, metrics, timings, feature, now }) => {
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
      exactMostMs: settings.ANN_EXACT_MOST_MS,
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
        catchUpLogger.info({ samples, differed, ms: Math.round(ms) }, 'in step with PostgreSQL'),
      clock,
    });
    const ids = idsOf(domain);
    const answers = answerer({ indexes, ids, timings, now, onAnswered });
    let served: Awaited<ReturnType<typeof serveNearest>> | undefined;
    return {
      checks: { index: async () => (follower.isCaughtUp ? undefined : 'the index is not in step with PostgreSQL yet') },
      features: {
        nearest: {
          routes: (server) => addNearestRoutes(server, { ids, answerer: answers }),
          background: [
            async (signal) => {
              // Nobody serves what cannot be answered: who asks hears so at once, or is answered by another replica.
              if (!(await follower.filled(signal))) return;
              served = await serveNearest(transport, answers, nearestLogger);
            },
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
      onStop: async () => served?.stop(),
    };
  });
}
