import { expect, test } from 'vitest';
import { evaluate } from '../evaluate.ts';
import { bootstrapDifference } from '../metrics/bootstrap.ts';
import { byHistory, byPopularity } from '../metrics/breakdowns.ts';
import type { Split } from '../split.ts';
import { htmlReport } from './html-report.ts';

const split: Split = {
  users: ['a', 'b', 'c'],
  items: ['0', '1', '2', '3'],
  train: [[0], [0, 1, 2], [0, 1, 2]].map((row) => Uint32Array.from(row)),
  test: [[1, 3], [3], [3]].map((row) => Uint32Array.from(row)),
  terms: ['rock', 'rock', 'jazz', 'jazz'].map((word) => new Map([[word, 1]])),
};
const users = [0, 1, 2];
const rankings = new Map([
  [0, [1, 2]],
  [1, [3]],
  [2, [2]],
]);

function system(name: string) {
  const evaluation = evaluate(split, rankings, users, 10);
  return {
    name,
    evaluation,
    byHistory: byHistory(split, evaluation),
    byPopularity: byPopularity(split, rankings, users, 10),
  };
}

test('users by their history and hidden items by their popularity, each in its bucket', () => {
  const { byHistory: histories, byPopularity: popularities } = system('one');
  expect(histories.map(({ label, count, recall }) => [label, count, recall.mean])).toEqual([
    ['1–2', 1, 0.5],
    ['3–5', 2, 0.5],
  ]);
  expect(popularities.map(({ label, count, recall }) => [label, count, recall.mean])).toEqual([
    ['0', 3, 1 / 3],
    ['1–2', 1, 1],
  ]);
});

test('the report is one page that fetches nothing, with the plots, and what it is given is escaped', () => {
  const one = system('<one> & only');
  const html = htmlReport({
    title: 'Feeds',
    facts: { users: 3 },
    systems: [one, system('most popular')],
    differences: [
      {
        one: 'one',
        other: 'most popular',
        metric: 'recall',
        interval: bootstrapDifference(one.evaluation.values.recall, one.evaluation.values.recall),
      },
    ],
    factors: [{ factor: 'similarity', alone: 0.1, without: 0.2 }],
  });
  expect(html).not.toMatch(/\b(src|href)=|url\(|@import|https?:/);
  expect(html.match(/<svg /g)).toHaveLength(4);
  expect(html).toContain('&lt;one&gt; &amp; only');
  expect(html).not.toContain('<one>');
  expect(html).toContain('not apart from 0');
  expect(html).not.toMatch(/NaN|undefined/);
});
