import type { Pairs } from '../core/pairs.ts';

export interface PairColumns {
  readonly from: string;
  readonly item: string;
  isListed(first: number): string;
  readonly parameters: readonly string[];
}

export function pairColumns({ kind, interaction }: Pairs): PairColumns {
  switch (kind) {
    case 'likes':
      return {
        from: 'user_signals',
        item: 'sample_id',
        isListed: (first) => `interaction = $${first} AND active`,
        parameters: [interaction],
      };
    case 'follows':
      return { from: 'user_follows', item: 'creator_id', isListed: () => 'active', parameters: [] };
    default:
      return kind satisfies never;
  }
}
