import { type DomainDefinition, idsOf } from '@jophiel/domain';
import type { Metrics } from '@jophiel/observability';
import type { Arms } from '@jophiel/scoring';
import { annCandidates } from '../ann/ann-candidates.ts';
import { annNearest, type NearestSource } from '../ann/ann-nearest.ts';
import type { CandidateSource } from '../candidate-source.ts';
import type { CachedCandidates } from '../postgres/cached-candidates.ts';
import type { AnnService, Asker } from './ann-service.ts';

/** Variety looks at more than the best: at the second tracks of creators, and what has not faded. */
const PER_WANTED_WITH_VARIETY = 5;
/** Of what float32 cannot tell apart at the last place, and of what was removed a moment ago, there may be so much. */
const PER_WANTED_BY_SCORE_FINAL = 1.1;
/** One in ten of the creators may have nothing but what has faded. */
const CREATORS_PER_WANTED = 1.1;

export interface AnnFindersOptions {
  readonly domain: DomainDefinition;
  readonly arms: Arms;
  readonly cached: CachedCandidates;
  readonly metrics: Metrics;
  readonly now: () => Date;
  readonly services: Readonly<Record<Asker, AnnService>>;
  /** Stands in for ann. */
  readonly postgres: CandidateSource;
  /** Told of each search how many candidates ann led to. */
  readonly onFound: (candidates: number) => void;
}

export interface AnnFinders {
  readonly candidates: CandidateSource;
  readonly batch: CandidateSource;
  readonly nearest: NearestSource;
}

/** The ann service finds, and PostgreSQL while it does not answer. */
export function annFinders(options: AnnFindersOptions): AnnFinders {
  const { domain, arms, cached, metrics, now, services, postgres, onFound } = options;
  const { layout, weights } = arms.control.options;
  const fallbacks = metrics.counter(
    'candidate_fallbacks_total',
    'Searches that PostgreSQL did because the ann service was away.',
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
