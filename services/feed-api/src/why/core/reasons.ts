import { absenceCodes, type AbsenceCode } from '@jophiel/contracts';

export interface Absence {
  readonly code: AbsenceCode;
  readonly text: string;
  readonly sampleId?: string;
}

export interface Facts {
  readonly isRemoved: boolean;
  readonly duplicateOf: string | undefined;
  readonly layout: string | undefined;
  readonly currentLayout: string;
  readonly isDecided: boolean;
  readonly isHiddenOwn: boolean;
  readonly feed:
    | {
        readonly rankedAt: Date;
        readonly isOutOfDate: boolean;
        /** The last item's score; undefined while the feed is not full. */
        readonly lastScore: number | undefined;
      }
    | undefined;
  readonly publishedAt: Date;
  readonly isCandidate: boolean;
  readonly score: number;
}

/** The most telling reason first. Reasons that hold for every feed of the user replace those of this feed. */
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
