/** What finds candidates. */
export type Source = 'postgres' | 'ann';

/** What was chosen for one kind of caller. */
export interface Choice {
  /** What the size of the catalogue asks for. */
  readonly bySize: Source;
  /** What finds: PostgreSQL too where the size asks for ann and ann does not answer. */
  readonly source: Source;
}

/** What is known at the moment of a choice. */
export interface Situation {
  /** Samples that may be recommended. */
  readonly samples: number;
  /** CANDIDATE_ANN_FROM_SAMPLES. */
  readonly annFrom: number;
  readonly annAnswers: boolean;
}

/** Why a source took over from the other one. */
export type ChangeReason = 'large_catalogue' | 'small_catalogue' | 'ann_away' | 'ann_answers';

/** Of a process that has just started. */
export const firstChoice: Choice = { bySize: 'postgres', source: 'postgres' };

/** PostgreSQL takes over again below this: 10 % under the threshold, rounded up. */
export function backBelow(annFrom: number): number {
  return Math.ceil((annFrom * 9) / 10);
}

/**
 * What the size of the catalogue asks for: ann from the threshold on, PostgreSQL below the band. Inside the band, which
 * is [backBelow, annFrom), nothing changes, so that a catalogue that hovers around the threshold does not flap.
 */
export function sourceBySize(before: Source, { samples, annFrom }: Omit<Situation, 'annAnswers'>): Source {
  if (samples >= annFrom) return 'ann';
  return samples < backBelow(annFrom) ? 'postgres' : before;
}

export function chooseSource({ bySize: before }: Choice, { samples, annFrom, annAnswers }: Situation): Choice {
  const bySize = sourceBySize(before, { samples, annFrom });
  return { bySize, source: bySize === 'ann' && annAnswers ? 'ann' : 'postgres' };
}

/** Why the source changed; undefined when it did not. */
export function changeReason(before: Choice, after: Choice): ChangeReason | undefined {
  if (before.source === after.source) return undefined;
  if (after.source === 'ann') return before.bySize === 'ann' ? 'ann_answers' : 'large_catalogue';
  return after.bySize === 'ann' ? 'ann_away' : 'small_catalogue';
}

/** Whether ann should find and does not answer. */
export function missesAnn({ bySize, source }: Choice): boolean {
  return bySize === 'ann' && source === 'postgres';
}
