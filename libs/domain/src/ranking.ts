import Type, { type Static } from 'typebox';
import type { Variety } from './variety.ts';

/** What orders a feed. */
export const Ranking = Type.Enum(['varied', 'score-final'], {
  description:
    'What orders a feed: "varied", the default, is ScoreFinal, what is learned, and what `variety` takes off; "score-final" is ScoreFinal alone, whatever `variety` and the weights of learned factors say.',
});
export type Ranking = Static<typeof Ranking>;

/** The ranking where a definition does not say: feeds are varied as far as `variety` asks for it. */
export const USUAL_RANKING: Ranking = 'varied';

/** The variety that is applied to feeds: none where ScoreFinal alone orders them. */
export function appliedVariety({
  ranking = USUAL_RANKING,
  variety,
}: {
  readonly ranking?: Ranking | undefined;
  readonly variety?: Variety | undefined;
}): Variety | undefined {
  switch (ranking) {
    case 'score-final':
      return undefined;
    case 'varied':
      return variety;
    default:
      return ranking satisfies never;
  }
}

/** Whether the learned factors move feeds; where ScoreFinal alone orders them, they do not. */
export function isLearningApplied({ ranking = USUAL_RANKING }: { readonly ranking?: Ranking | undefined }): boolean {
  return ranking === 'varied';
}
