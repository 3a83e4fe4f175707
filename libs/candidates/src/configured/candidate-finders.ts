import { type DomainDefinition, idsOf } from '@jophiel/domain';
import type { Logger, Metrics } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import type { Arms } from '@jophiel/scoring';
import type { Transport } from '@jophiel/transport';
import { annCandidates } from '../ann/ann-candidates.ts';
import { annNearest, type NearestSource } from '../ann/ann-nearest.ts';
import type { CandidateSource } from '../candidate-source.ts';
import type { CatalogueKnowledge } from '../catalogue-knowledge.ts';
import { postgresCandidates } from '../postgres/postgres-candidates.ts';
import type { RememberedCandidates } from '../postgres/remembered-candidates.ts';
import { type AnnService, annServices } from './ann-service.ts';
import type { CandidateSettings } from './candidate-settings.ts';

export interface CandidateFindersOptions {
  readonly settings: CandidateSettings;
  readonly domain: DomainDefinition;
  readonly arms: Arms;
  readonly database: Database;
  readonly transport: Transport;
  readonly knowledge: CatalogueKnowledge;
  readonly remembered: RememberedCandidates;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly now: () => Date;
}

export interface CandidateFinders {
  /** The source that the settings name: what feeds are made of. */
  readonly candidates: CandidateSource;
  /** The same for the batch, which waits longer; what becomes of one is nothing to the other. */
  readonly batch: CandidateSource;
  /** PostgreSQL, whatever the settings name. */
  readonly postgres: CandidateSource;
  /** The nearest items by the ann service; undefined where the settings name PostgreSQL. */
  readonly nearest: NearestSource | undefined;
}

/** Variety looks at more than the best: at the second tracks of creators, and what has not faded. */
const PER_WANTED_WITH_VARIETY = 5;
/** One in ten of the creators may have nothing but what has faded. */
const CREATORS_PER_WANTED = 1.1;

/** Whoever finds candidates, as the settings say; the metrics say who found them. */
export function candidateFinders(options: CandidateFindersOptions): CandidateFinders {
  const { settings, domain, arms, database, knowledge, remembered, metrics, now } = options;
  const { layout, weights } = arms.control.options;
  const searches = metrics.counter('candidate_searches_total', 'Searches for candidates, by what found them.', [
    'source',
  ]);
  const found = metrics.counter('candidates_found_total', 'Candidates, by what found them.', ['source']);
  const count = (by: 'ann' | 'postgres', candidates: number) => {
    searches.inc({ source: by });
    found.inc({ source: by }, candidates);
  };
  const byPostgres = postgresCandidates(database, {
    layout: layout.id,
    catalogue: knowledge.catalogue,
    remembered,
    weights,
    now,
  });
  const postgres: CandidateSource = {
    async find(requests) {
      const lists = await byPostgres.find(requests);
      for (const { length } of lists) count('postgres', length);
      return lists;
    },
  };
  if (settings.CANDIDATE_SOURCE === 'postgres')
    return { candidates: postgres, batch: postgres, postgres, nearest: undefined };

  const fallbacks = metrics.counter(
    'candidate_fallbacks_total',
    'Searches that PostgreSQL did because the ann service was away.',
    [],
  );
  const varieties = [domain, ...(domain.experiments ?? [])].flatMap(({ variety }) => variety ?? []);
  const comparesItems = varieties.some(({ mmr, nearDuplicates }) => mmr !== undefined || nearDuplicates !== undefined);
  const ids = idsOf(domain);
  const services = annServices({ ...options, idType: domain.ids });
  const through = (service: AnnService) => ({
    ...service,
    layout: layout.id,
    ids,
    remembered,
    now,
    onFound: (candidates: number) => count('ann', candidates),
    onFallback: () => fallbacks.inc(),
  });
  const candidatesThrough = (service: AnnService) =>
    annCandidates({
      ...through(service),
      otherwise: postgres,
      weights,
      perWanted: varieties.length > 0 ? PER_WANTED_WITH_VARIETY : 1,
      creatorsPerWanted: varieties.length > 0 && !comparesItems ? CREATORS_PER_WANTED : undefined,
    });
  return {
    candidates: candidatesThrough(services.prompt),
    batch: candidatesThrough(services.batch),
    postgres,
    nearest: annNearest(through(services.prompt)),
  };
}
