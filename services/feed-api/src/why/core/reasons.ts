import { absenceCodes, type AbsenceCode } from '@jophiel/contracts';

/** A reason for which a sample is not in a feed. */
export interface Absence {
  readonly code: AbsenceCode;
  readonly text: string;
  /** Of what the sample is a copy. */
  readonly sampleId?: string;
}

/** All that decides whether a sample can stand in a feed. */
export interface Facts {
  readonly isRemoved: boolean;
  readonly duplicateOf: string | undefined;
  /** Of which layout its vector is; undefined when it has none. */
  readonly layout: string | undefined;
  readonly currentLayout: string;
  readonly isDecided: boolean;
  /** It is the user's own, and own items are hidden. */
  readonly isHiddenOwn: boolean;
  /** Undefined for a user without a feed of their own. */
  readonly feed:
    | {
        readonly rankedAt: Date;
        /** Whether the user's profile has changed since. */
        readonly isOutOfDate: boolean;
        /** Of the last item; undefined while there is room for more. */
        readonly lastScore: number | undefined;
      }
    | undefined;
  readonly publishedAt: Date;
  readonly isCandidate: boolean;
  /** As of the feed's ranking. */
  readonly score: number;
}

/**
 * Why a sample is not in a feed, the most telling reason first: what keeps it out of every feed of this user, or else
 * what kept it out of this one.
 */
export function absencesOf(facts: Facts): Absence[] {
  const lasting = lastingAbsences(facts);
  if (lasting.length > 0) return lasting;
  const { feed, publishedAt, isCandidate, score } = facts;
  if (feed === undefined) return [absence('NO_FEED')];
  const passing: Absence[] = [];
  if (publishedAt > feed.rankedAt) passing.push(absence('NEWER_THAN_FEED'));
  if (!isCandidate) passing.push(absence('NO_CANDIDATE'));
  if (feed.lastScore !== undefined && score <= feed.lastScore) passing.push(absence('SCORE_TOO_LOW'));
  if (passing.length === 0) passing.push(absence(feed.isOutOfDate ? 'FEED_OUT_OF_DATE' : 'GAVE_WAY'));
  return passing;
}

function lastingAbsences(facts: Facts): Absence[] {
  const { isRemoved, duplicateOf, layout, currentLayout, isDecided, isHiddenOwn } = facts;
  return [
    ...(isRemoved ? [absence('REMOVED')] : []),
    ...(duplicateOf === undefined ? [] : [{ ...absence('DUPLICATE'), sampleId: duplicateOf }]),
    ...(layout === undefined ? [absence('NOT_ANALYSED')] : []),
    ...(layout !== undefined && layout !== currentLayout ? [absence('BEING_MADE_ANEW')] : []),
    ...(isDecided ? [absence('DECIDED')] : []),
    ...(isHiddenOwn ? [absence('OWN')] : []),
  ];
}

const absence = (code: AbsenceCode): Absence => ({ code, text: absenceCodes[code] });
