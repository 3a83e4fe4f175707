import { describe, expect, test } from 'vitest';
import { userMetrics } from './user-metrics.ts';

describe('metrics of one ranking', () => {
  test('two of four hidden items among the first three, the first hit at rank 1', () => {
    const ideal = 1 + 1 / Math.log2(3) + 1 / Math.log2(4);
    expect(userMetrics([1, 9, 2, 3], new Set([1, 2, 3, 4]), 3)).toEqual({
      precision: 2 / 3,
      recall: 0.5,
      ndcg: (1 + 1 / Math.log2(4)) / ideal,
      hit: 1,
      mrr: 1,
    });
  });

  test('the ideal has no more hits than there are hidden items', () => {
    expect(userMetrics([5, 9, 9], new Set([5]), 10).ndcg).toBe(1);
    expect(userMetrics([8, 9, 5], new Set([5]), 10)).toMatchObject({ ndcg: 0.5, mrr: 1 / 3, precision: 0.1 });
  });

  test('a ranking that is empty or misses finds nothing', () => {
    const nothing = { precision: 0, recall: 0, ndcg: 0, hit: 0, mrr: 0 };
    expect(userMetrics([], new Set([5]), 10)).toEqual(nothing);
    expect(userMetrics([1, 2, 5], new Set([5]), 2)).toEqual(nothing);
  });
});
