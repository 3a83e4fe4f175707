export type Source = 'postgres' | 'ann';

/** The choice for one caller class. */
export interface Choice {
  /** The source that fits the size of the catalogue. */
  readonly bySize: Source;
  /** The source in use: `bySize`, or PostgreSQL while ann does not answer. */
  readonly source: Source;
}

export interface Situation {
  /** Listed samples. */
  readonly samples: number;
  /** CANDIDATE_ANN_FROM_SAMPLES. */
  readonly annFrom: number;
  readonly annAnswers: boolean;
}

export type ChangeReason = 'large_catalogue' | 'small_catalogue' | 'ann_away' | 'ann_answers';

export const firstChoice: Choice = { bySize: 'postgres', source: 'postgres' };

/** PostgreSQL takes over again below this: 10 % under the threshold, rounded up. */
export function backBelow(annFrom: number): number {
  return Math.ceil((annFrom * 9) / 10);
}

/**
 * ann from the threshold on, PostgreSQL below `backBelow`. Between the two nothing changes, so that a catalogue near
 * the threshold does not flap.
 */
export function sourceBySize(before: Source, { samples, annFrom }: Omit<Situation, 'annAnswers'>): Source {
  if (samples >= annFrom) return 'ann';
  return samples < backBelow(annFrom) ? 'postgres' : before;
}

export function chooseSource({ bySize: before }: Choice, { samples, annFrom, annAnswers }: Situation): Choice {
  const bySize = sourceBySize(before, { samples, annFrom });
  return { bySize, source: bySize === 'ann' && annAnswers ? 'ann' : 'postgres' };
}

/** Undefined when the source did not change. */
export function changeReason(before: Choice, after: Choice): ChangeReason | undefined {
  if (before.source === after.source) return undefined;
  if (after.source === 'ann') return before.bySize === 'ann' ? 'ann_answers' : 'large_catalogue';
  return after.bySize === 'ann' ? 'ann_away' : 'small_catalogue';
}

/** Whether ann should be used and does not answer. */
export function missesAnn({ bySize, source }: Choice): boolean {
  return bySize === 'ann' && source === 'postgres';
}
