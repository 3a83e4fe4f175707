import type { DomainDefinition } from '@jophiel/domain';
import type { Logger, Metrics } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import type { Arms } from '@jophiel/scoring';
import type { Transport } from '@jophiel/transport';
import { writeVector } from '../ann/ann-candidates.ts';
import type { NearestSource } from '../ann/ann-nearest.ts';
import type { CandidateSource } from '../candidate-source.ts';
import type { CatalogueKnowledge } from '../catalogue-knowledge.ts';
import { postgresCandidates } from '../postgres/postgres-candidates.ts';
import type { CachedCandidates } from '../postgres/cached-candidates.ts';
import { annFinders } from './ann-finders.ts';
import { withNamed } from '../learned/with-named.ts';
import { annServices } from './ann-service.ts';
import type { CandidateSettings } from './candidate-settings.ts';
import type { Source } from './choose-source.ts';
import { logAnn, showSources, sourceReports } from './report-sources.ts';
import { SourceChoice } from './source-choice.ts';

export interface CandidateFindersOptions {
  readonly settings: CandidateSettings;
  readonly domain: DomainDefinition;
  readonly arms: Arms;
  readonly database: Database;
  readonly transport: Pick<Transport, 'request'>;
  readonly knowledge: CatalogueKnowledge;
  readonly cached: CachedCandidates;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly now: () => Date;
}

export interface CandidateFinders {
  /** The source that the settings name, for interactive requests. */
  readonly candidates: CandidateSource;
  /** The same source for the batch, with a longer timeout and a circuit of its own. */
  readonly batch: CandidateSource;
  /** Always PostgreSQL. */
  readonly postgres: CandidateSource;
  /** The nearest items by the ann service; undefined where the settings name PostgreSQL. */
  readonly nearest: NearestSource | undefined;
}

/** The candidate sources that the settings name, counted in metrics; each adds the items that a request names. */
export function candidateFinders(options: CandidateFindersOptions): CandidateFinders {
  const { candidates, batch, postgres, nearest } = finders(options);
  const layout = options.arms.control.options.layout.id;
  const naming = (source: CandidateSource) => withNamed(source, { ...options, layout });
  return { candidates: naming(candidates), batch: naming(batch), postgres: naming(postgres), nearest };
}

function finders(options: CandidateFindersOptions): CandidateFinders {
  const { settings, metrics, logger } = options;
  const searches = metrics.counter('candidate_searches_total', 'Searches for candidates, by what found them.', [
    'source',
  ]);
  const found = metrics.counter('candidates_found_total', 'Candidates, by what found them.', ['source']);
  const count = (by: Source, candidates: number) => {
    searches.inc({ source: by });
    found.inc({ source: by }, candidates);
  };
  const postgres = countedPostgres(options, (candidates) => count('postgres', candidates));
  const onFound = (candidates: number) => count('ann', candidates);
  switch (settings.CANDIDATE_SOURCE) {
    case 'postgres':
      showSources(metrics, () => 'postgres');
      return { candidates: postgres, batch: postgres, postgres, nearest: undefined };
    case 'ann': {
      const services = annServices({ ...options, idType: options.domain.ids, onChange: logAnn(logger) });
      showSources(metrics, (asker) => (services[asker].circuit.works ? 'ann' : 'postgres'));
      return { ...annFinders({ ...options, services, postgres, onFound }), postgres };
    }
    case 'auto':
      return bySize(options, postgres, onFound);
    default:
      return settings.CANDIDATE_SOURCE satisfies never;
  }
}

/** PostgreSQL while the catalogue is small, ann from the threshold on. */
function bySize(
  options: CandidateFindersOptions,
  postgres: CandidateSource,
  onFound: (candidates: number) => void,
): CandidateFinders {
  const { settings, domain, arms, knowledge, metrics, logger } = options;
  const { layout } = arms.control.options;
  const annFrom = settings.CANDIDATE_ANN_FROM_SAMPLES;
  const services = annServices({
    ...options,
    idType: domain.ids,
    onChange: (_asker, _works, error) => choice.annChanged(error),
  });
  const choice = new SourceChoice({
    annFrom,
    services,
    // The nearest of any vector: the service answers or refuses it like a search in this layout.
    probe: {
      layout: layout.id,
      queries: [{ vector: writeVector(Float32Array.of(1, ...new Float32Array(layout.dimensions - 1))), k: 1 }],
    },
    ...sourceReports(annFrom, metrics, logger),
  });
  showSources(metrics, (asker) => choice.sourceFor(asker));
  knowledge.onRefreshed(async ({ samples }) => choice.look(samples));
  const asksAnn = async (): Promise<boolean> => {
    // The choice needs the size of the catalogue.
    await knowledge.catalogue();
    return choice.asksAnn;
  };
  const ann = annFinders({ ...options, services, postgres, onFound });
  const either = (large: CandidateSource): CandidateSource => ({
    find: async (requests) => ((await asksAnn()) ? large : postgres).find(requests),
  });
  return {
    candidates: either(ann.candidates),
    batch: either(ann.batch),
    postgres,
    nearest: async (request) => ((await asksAnn()) ? ann.nearest(request) : undefined),
  };
}

function countedPostgres(
  { arms, database, knowledge, cached, now }: CandidateFindersOptions,
  onFound: (candidates: number) => void,
): CandidateSource {
  const { layout, weights } = arms.control.options;
  const source = postgresCandidates(database, {
    layout: layout.id,
    catalogue: knowledge.catalogue,
    cached,
    weights,
    now,
  });
  return {
    async find(requests) {
      const lists = await source.find(requests);
      for (const { length } of lists) onFound(length);
      return lists;
    },
  };
}
