import { createHash } from 'node:crypto';
import { loadDefinition, withoutLearning } from '@jophiel/domain';
import { emptyVector } from '@jophiel/vectors';
import { expect, test } from 'vitest';
import { armsOf } from './arms.ts';
import { anonymousListener } from './listener.ts';

const domain = withoutLearning(loadDefinition('audio'));
const score = (arms: ReturnType<typeof armsOf>, userId: string) =>
  arms
    .of(userId)
    .options.calculator.score(
      { ...anonymousListener(userId), followedCreators: new Set(['7']) },
      { sampleId: '1', creatorId: '7', publishedAt: 0, vector: emptyVector },
      { popularity: new Map([['1', 0.5]]), now: 0 },
    ).total;

test('without experiments everybody is scored as the definition says', () => {
  const arms = armsOf(domain);
  expect(arms.of('42')).toBe(arms.control);
  expect(score(arms, '42')).toBeCloseTo(0.5 + 0.5 + 0.2, 9);
});

test('an experiment overrides what it names and keeps the rest', () => {
  const variety = { hideOwnItems: true };
  const arms = armsOf({ ...domain, variety, experiments: [{ name: 'bold', share: 1, scoring: { following: 2 } }] });
  expect(arms.of('42').variant).toBe('bold');
  expect(score(arms, '42')).toBeCloseTo(0.5 + 2 + 0.2, 9);
  expect(arms.of('42').options.variety).toEqual(variety);
  expect(arms.control.options.weights).toEqual(domain.scoring);
});

test('an experiment with a variety of its own has no other, and may so switch it off', () => {
  const variety = { hideOwnItems: true };
  const arms = armsOf({ ...domain, variety, experiments: [{ name: 'plain', share: 1, variety: {} }] });
  expect(arms.of('42').options.variety).toEqual({});
});

test('the ranking "score-final" applies no variety and lets nothing fade, for all or for an experiment', () => {
  expect(domain.variety).toBeDefined();
  const { options } = armsOf({ ...domain, ranking: 'score-final' }).control;
  expect([options.variety, options.exposures]).toEqual([undefined, undefined]);
  const pure = { name: 'pure', share: 1, ranking: 'score-final' } as const;
  const arms = armsOf({ ...domain, experiments: [pure] });
  expect([arms.of('42').options.variety, arms.control.options.variety]).toEqual([undefined, domain.variety]);
  const varied = { name: 'varied', share: 1, ranking: 'varied' } as const;
  const reverse = armsOf({ ...domain, ranking: 'score-final', experiments: [varied] });
  expect([reverse.of('42').options.variety, reverse.control.options.variety]).toEqual([domain.variety, undefined]);
  expect(reverse.all.map(({ variant }) => variant)).toEqual([undefined, 'varied']);
});

test('the id tells one way of ranking from another', () => {
  const ids = [
    domain,
    { ...domain, scoring: { ...domain.scoring, following: 0.6 } },
    { ...domain, variety: { hideOwnItems: true } },
    { ...domain, ranking: 'score-final' as const },
    { ...domain, experiments: [{ name: 'bold', share: 0.1, ranking: 'score-final' as const }] },
    { ...domain, experiments: [{ name: 'bold', share: 0.1, scoring: { following: 2 } }] },
    { ...domain, experiments: [{ name: 'bold', share: 0.2, scoring: { following: 2 } }] },
  ].map((each) => armsOf(each).id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(armsOf(structuredClone(domain)).id).toBe(ids[0]);
  const { ranking: _, ...unsaid } = domain;
  expect(armsOf(unsaid).id).toBe(ids[0]);
});

test('a definition with another exploration has another id, one without it the id of before', () => {
  const exploration = { share: 0.1, publishedWithinDays: 14, maxChances: 200 };
  const [plain, explored] = [armsOf(domain), armsOf({ ...domain, exploration })];
  expect(explored.id).not.toBe(plain.id);
  expect(armsOf({ ...domain, exploration: { ...exploration, share: 0.2 } }).id).not.toBe(explored.id);
  const former = JSON.stringify([domain.scoring, domain.ranking, domain.variety, []]);
  expect(plain.id).toBe(createHash('sha256').update(former).digest('hex').slice(0, 16));
  expect([plain.control.options.exploration, explored.control.options.exploration]).toEqual([undefined, exploration]);
});
