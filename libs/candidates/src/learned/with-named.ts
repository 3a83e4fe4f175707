import type { CandidateSource } from '../candidate-source.ts';
import { type CachedCandidates, TRUSTED_MS } from '../postgres/cached-candidates.ts';

export interface WithNamedOptions {
  readonly cached: CachedCandidates;
  readonly layout: string;
  readonly now: () => Date;
}

/** A source that adds the items which a request names: what is found by co-interaction and popularity needs no search. */
export function withNamed(source: CandidateSource, { cached, layout, now }: WithNamedOptions): CandidateSource {
  return {
    async find(requests) {
      const named = requests.map(({ named: ids = [], decided }) => ids.filter((id) => !decided.has(id)));
      const [found, further] = await Promise.all([
        source.find(requests),
        cached.resolve(named, layout, { now: now().getTime(), trustedMs: TRUSTED_MS }),
      ]);
      return found.map((candidates, index) => {
        const known = new Set(candidates.map(({ sampleId }) => sampleId));
        return [...candidates, ...further[index]!.filter(({ sampleId }) => !known.has(sampleId))];
      });
    },
  };
}
