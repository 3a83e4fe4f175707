export interface Match {
  readonly sampleId: string;
  readonly relevance: number;
  readonly scoreFinal: number;
}

export interface Found {
  readonly sampleId: string;
  /** From 0 to 1. */
  readonly score: number;
  readonly scoreFinal: number;
  readonly parts: {
    readonly text: number;
    readonly recommendation: number;
  };
}

/**
 * Orders matches, the best first, ties by id:
 *
 *     score = ½ · relevance / max(relevance) + ½ · (scoreFinal − min) / (max − min)
 *
 * Relevance is divided by the best, so that near-equal matches stay near. ScoreFinal has no zero, so it is scaled to
 * its range, as CombSUM does (Fox and Shaw 1994; normalised as by Lee 1997). If all are equal, each gets the maximum.
 */
export function orderMatches(matches: readonly Match[]): Found[] {
  let [best, lowest, highest] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { relevance, scoreFinal } of matches) {
    best = Math.max(best, relevance);
    lowest = Math.min(lowest, scoreFinal);
    highest = Math.max(highest, scoreFinal);
  }
  const range = highest - lowest;
  return matches
    .map(({ sampleId, relevance, scoreFinal }) => {
      const text = relevance / best / 2;
      const recommendation = range === 0 ? 0.5 : (scoreFinal - lowest) / range / 2;
      return { sampleId, score: text + recommendation, scoreFinal, parts: { text, recommendation } };
    })
    .sort((a, b) => b.score - a.score || (a.sampleId < b.sampleId ? -1 : 1));
}
