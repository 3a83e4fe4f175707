import { randomUUID } from 'node:crypto';
import { learnsCoInteraction, tasteTraits } from '@jophiel/domain';
import { type RunningService, startService } from '@jophiel/service';
import type { Environment } from '@jophiel/service/settings';
import { foldOptionsOf } from '@jophiel/taste';
import { followChanges } from './adapters/follow-changes.ts';
import { addPassRoutes } from './adapters/http/pass-routes.ts';
import { learnerMetrics } from './adapters/learner-metrics.ts';
import { Leases } from './adapters/leases.ts';
import { Worker } from './adapters/worker.ts';
import { Marks } from './use-cases/marks.ts';
import { learner } from './service.ts';
import { Changes } from './use-cases/changes.ts';
import { Knowledge } from './use-cases/knowledge.ts';
import { Pauses } from './use-cases/pauses.ts';
import { Progress } from './use-cases/progress.ts';

const MS_PER_MINUTE = 60_000;

export async function startLearner(environment: Environment): Promise<RunningService> {
  return startService(learner, environment, async (service) => {
    const { settings, domain, database, metrics, timings, now, feature, isFollowing } = service;
    if (!learnsCoInteraction(domain)) {
      return {
        features: {
          passes: { routes: (server) => addPassRoutes(server, { database, now, progress: undefined }) },
        },
      };
    }
    const clock = () => performance.now();
    const fold = foldOptionsOf(domain);
    const knowledge = await Knowledge.open({
      fold,
      maxSignalsADay: settings.LEARNER_MAX_SIGNALS_A_DAY,
      threads: settings.LEARNER_THREADS,
    });
    const holder = randomUUID();
    const marks = new Marks();
    const changes = new Changes(() => now().getTime());
    const leases = new Leases({ database, holder, now });
    const passes = await feature('passes');
    const progress = new Progress({ logger: passes, timings, clock });
    const onSolved = learnerMetrics(metrics, { knowledge, marks, leases, now: () => now().getTime() });
    const shared = {
      database,
      knowledge,
      pauses: new Pauses(clock),
      holder,
      now,
      layout: fold.layout,
      // Seeds say nothing of what users do together.
      counting: [...tasteTraits(domain.interactions).keys()],
      leases: () => leases.held,
      renewLeases: async () => leases.renew(),
    };
    const worker = new Worker({
      live: { ...shared, changes, marks, timings, onSolved },
      pass: {
        ...shared,
        progress,
        logger: passes,
        maxSignals: settings.LEARNER_MAX_SIGNALS,
      },
      passEveryMs: settings.LEARNER_PASS_EVERY_MINUTES * MS_PER_MINUTE,
      solvesPerSecond: settings.LEARNER_SOLVES_PER_SECOND,
      isFollowing,
      clock,
    });
    return {
      features: {
        passes: {
          routes: (server) => addPassRoutes(server, { database, now, progress: () => progress.current() }),
          background: [async (signal) => leases.keep(signal), async (signal) => worker.run(signal)],
        },
        live: { follows: followChanges(changes, () => worker.mayHaveMissed()) },
      },
    };
  });
}
