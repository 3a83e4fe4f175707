import {
  annCandidates,
  askOverHttp,
  askOverNats,
  type CandidateSource,
  type CatalogueKnowledge,
  Circuit,
  postgresCandidates,
  type RememberedCandidates,
} from '@jophiel/candidates';
import type { DomainDefinition } from '@jophiel/domain';
import { idsOf } from '@jophiel/domain';
import type { Logger, Metrics } from '@jophiel/observability';
import type { Database } from '@jophiel/postgres';
import type { Arms } from '@jophiel/scoring';
import type { Transport } from '@jophiel/transport';

export interface CandidateSourceOptions {
  readonly source: 'postgres' | 'ann';
  /** Of the ann service; undefined asks it over NATS. */
  readonly annUrl: string | undefined;
  readonly annPatienceMs: number;
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

/** After a failure the ann service is left alone for so long, and longer after the next. */
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** Variety looks at more than the best: at the second tracks of creators, and what has not faded. */
const PER_WANTED_WITH_VARIETY = 5;

/** The source that the settings name, with its metrics. */
export function candidateSource(options: CandidateSourceOptions): CandidateSource {
  const {
    source,
    annUrl,
    annPatienceMs,
    domain,
    arms,
    database,
    transport,
    knowledge,
    remembered,
    metrics,
    logger,
    now,
  } = options;
  const { layout, weights } = arms.control.options;
  const searches = metrics.counter('candidate_searches_total', 'Searches for candidates, by what found them.', [
    'source',
  ]);
  const found = metrics.counter('candidates_found_total', 'Candidates, by what found them.', ['source']);
  const count = (by: 'ann' | 'postgres', candidates: number) => {
    searches.inc({ source: by });
    found.inc({ source: by }, candidates);
  };
  const postgres = postgresCandidates(database, {
    layout: layout.id,
    catalogue: knowledge.catalogue,
    remembered,
    weights,
    now,
  });
  const counted: CandidateSource = {
    async find(request) {
      const candidates = await postgres.find(request);
      count('postgres', candidates.length);
      return candidates;
    },
  };
  if (source === 'postgres') return counted;

  const fallbacks = metrics.counter(
    'candidate_fallbacks_total',
    'Searches that PostgreSQL did because the ann service was away.',
    [],
  );
  const works = metrics.gauge('candidate_ann_works', 'Whether the ann service answered when it was asked last.', []);
  works.set(1);
  const isVaried =
    domain.variety !== undefined || (domain.experiments ?? []).some(({ variety }) => variety !== undefined);
  return annCandidates(database, {
    ask: annUrl === undefined ? askOverNats(transport, annPatienceMs) : askOverHttp(annUrl, annPatienceMs),
    circuit: new Circuit({
      pauseMs: PAUSE_MS,
      longestPauseMs: LONGEST_PAUSE_MS,
      clock: () => performance.now(),
      onChange: (isBack, reason) => {
        works.set(isBack ? 1 : 0);
        if (isBack) logger.info('the ann service answers again and finds the candidates');
        else logger.warn({ err: reason }, 'the ann service does not answer; PostgreSQL finds the candidates');
      },
    }),
    otherwise: counted,
    layout: layout.id,
    ids: idsOf(domain),
    remembered,
    weights,
    perWanted: isVaried ? PER_WANTED_WITH_VARIETY : 1,
    now,
    onFound: (candidates) => count('ann', candidates),
    onFallback: () => fallbacks.inc(),
  });
}
