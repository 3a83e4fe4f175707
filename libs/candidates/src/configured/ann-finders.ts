import { type DomainDefinition, idsOf } from '@jophiel/domain';
import type { Metrics } from '@jophiel/observability';
import type { Arms } from '@jophiel/scoring';
import { annCandidates } from '../ann/ann-candidates.ts';
import { annNearest, type NearestSource } from '../ann/ann-nearest.ts';
import type { CandidateSource } from '../candidate-source.ts';
import type { CachedCandidates } from '../postgres/cached-candidates.ts';
import type { AnnService, Asker } from './ann-service.ts';

/** Variety needs more than the best: further items of other creators, and items that have not faded. */
const PER_WANTED_WITH_VARIETY = 5;
/** The spare makes up for float32 ties at the last place and for samples that became unlisted a moment ago. */
const PER_WANTED_BY_SCORE_FINAL = 1.1;
/** One creator in ten may have faded items only. */
const CREATORS_PER_WANTED = 1.1;

export interface AnnFindersOptions {
  readonly domain: DomainDefinition;
  readonly arms: Arms;
  readonly cached: CachedCandidates;
  readonly metrics: Metrics;
  readonly now: () => Date;
  readonly services: Readonly<Record<Asker, AnnService>>;
  /** The fallback. */
  readonly postgres: CandidateSource;
  /** Called after each search with the number of candidates that ann found. */
  readonly onFound: (candidates: number) => void;
}

export interface AnnFinders {
  readonly candidates: CandidateSource;
  readonly batch: CandidateSource;
  readonly nearest: NearestSource;
}

/** The ann service finds candidates; PostgreSQL does while it does not answer. */
export function annFinders(options: AnnFindersOptions): AnnFinders {
  const { domain, arms, cached, metrics, now, services, postgres, onFound } = options;
  const { layout, weights } = arms.control.options;
  const fallbacks = metrics.counter(
    'candidate_fallbacks_total',
    'Searches that PostgreSQL did because the ann service did not answer.',
    [],
  );
  const varieties = arms.all.flatMap(({ options: { variety } }) => variety ?? []);
  const comparesItems = varieties.some(({ mmr, nearDuplicates }) => mmr !== undefined || nearDuplicates !== undefined);
  const ids = idsOf(domain);
  const through = (service: AnnService) => ({
    ...service,
    layout: layout.id,
    ids,
    cached,
    now,
    onFound,
    onFallback: () => fallbacks.inc(),
  });
  const candidatesThrough = (service: AnnService) =>
    annCandidates({
      ...through(service),
      fallback: postgres,
      weights,
      perWanted: varieties.length > 0 ? PER_WANTED_WITH_VARIETY : PER_WANTED_BY_SCORE_FINAL,
      creatorsPerWanted: varieties.length > 0 && !comparesItems ? CREATORS_PER_WANTED : undefined,
    });
  return {
    candidates: candidatesThrough(services.prompt),
    batch: candidatesThrough(services.batch),
    nearest: annNearest(through(services.prompt)),
  };
}
