import { profileRebuild, profileRefold } from '@jophiel/contracts';
import { learnsCoInteraction } from '@jophiel/domain';
import { type RunningService, startService } from '@jophiel/service';
import type { Environment } from '@jophiel/service/settings';
import { foldOptionsOf } from '@jophiel/taste';
import { addRebuildRoute } from './adapters/http/rebuild-route.ts';
import { countPending } from './statements/count-pending.ts';
import { onInteractionRecorded } from './handlers/on-interaction-recorded.ts';
import { onProfileRebuild } from './handlers/on-profile-rebuild.ts';
import { onProfileRefold } from './handlers/on-profile-refold.ts';
import { onSampleVectorized } from './handlers/on-sample-vectorized.ts';
import { onSeedsRecorded } from './handlers/on-seeds-recorded.ts';
import { onUserDeleted } from './handlers/on-user-deleted.ts';
import { sweep } from './adapters/sweep.ts';
import { profile } from './service.ts';

export async function startProfile(environment: Environment): Promise<RunningService> {
  return startService(profile, environment, async (service) => {
    const { settings, domain, database, emitting, tables, metrics, now, feature } = service;
    const fold = foldOptionsOf(domain);
    // Only the learner follows them.
    const tellsSignals = learnsCoInteraction(domain);
    const drifted = metrics.counter('profile_drift_total', 'Profiles that differed from the log in a rebuild.', []);
    const pending = metrics.gauge('profile_pending_signals', 'Interactions that wait for their item.', [], async () => {
      pending.set(await countPending(database));
    });
    const logger = await feature('rebuild');
    const rebuilding = { database, outbox: emitting(profileRebuild), now };
    const sweeping = {
      database,
      outbox: emitting(profileRefold),
      layout: fold.layout,
      everyMs: settings.PROFILE_SWEEP_MS,
      logger: await feature('sweep'),
      now,
    };
    return {
      features: {
        fold: { subscribers: [onInteractionRecorded(fold, { tellsSignals })] },
        seeds: { subscribers: [onSeedsRecorded(fold)] },
        refold: { subscribers: [onSampleVectorized(fold), onProfileRefold(fold)] },
        rebuild: {
          subscribers: [
            onProfileRebuild({ fold, tellsSignals, tables, logger, onDrift: (profiles) => drifted.inc(profiles) }),
          ],
          routes: (server) => addRebuildRoute(server, rebuilding),
        },
        sweep: { background: [async (signal) => sweep(sweeping, signal)] },
        erasure: { subscribers: [onUserDeleted(tables)] },
      },
    };
  });
}
