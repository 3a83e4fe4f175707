/** A sample that has the words, before both sides are comparable. */
export interface Match {
  readonly sampleId: string;
  /** How well its text matches: above 0, without an upper end. */
  readonly relevance: number;
  readonly scoreFinal: number;
}

/** A match at its place, with the halves that sum to its score. */
export interface Found {
  readonly sampleId: string;
  /** From 0 to 1. */
  readonly score: number;
  readonly scoreFinal: number;
  readonly parts: {
    /** Half of its relevance, as a share of the best match's. */
    readonly text: number;
    /** Half of where its ScoreFinal stands between the lowest and the highest of all matches. */
    readonly recommendation: number;
  };
}

/**
 * Orders all matches, half by their text and half by ScoreFinal:
 *
 *     score = ½ · relevance / max(relevance) + ½ · (scoreFinal − min) / (max − min)
 *
 * A relevance is a share of the best, because matches that are hardly different must not be torn apart; a ScoreFinal is
 * stretched over its range, as CombSUM does (Fox and Shaw 1994, normalised as by Lee 1997), because it has no zero.
 * When all are alike, each is the highest. Ties are in the order of their ids.
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
