import { sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { type RunningService, startService } from '@jophiel/service';
import type { Environment } from '@jophiel/service/settings';
import { layoutOf } from '@jophiel/vectors';
import { addTermsRoute } from './adapters/http/terms-route.ts';
import { searchIndexOf } from './core/search-index.ts';
import { vectoriserOf } from './core/vectoriser.ts';
import { makeAllSearchable } from './use-cases/make-searchable.ts';
import { onSampleAnalyzed } from './handlers/on-sample-analyzed.ts';
import { onSampleDeleted } from './handlers/on-sample-deleted.ts';
import { revectoriseAll } from './use-cases/revectorise.ts';
import { vectorizer } from './service.ts';

export async function startVectorizer(environment: Environment): Promise<RunningService> {
  return startService(vectorizer, environment, async (context) => {
    const { domain, database } = context;
    const vectorise = vectoriserOf(domain);
    const layout = layoutOf(domain.features).id;
    const logger = await context.feature('revectorise');
    const outbox = context.emitting(sampleVectorized, sampleRemoved);
    const searchLogger = await context.feature('search-texts');
    return {
      features: {
        vectorise: { subscribers: [onSampleAnalyzed(domain, vectorise)] },
        removal: { subscribers: [onSampleDeleted] },
        terms: { routes: (server) => addTermsRoute(server, database) },
        revectorise: {
          background: [async (signal) => revectoriseAll({ ...context, outbox, vectorise, layout, logger }, signal)],
        },
        'search-texts': {
          background: [
            async (signal) =>
              makeAllSearchable({ ...context, index: searchIndexOf(domain), logger: searchLogger }, signal),
          ],
        },
      },
    };
  });
}
