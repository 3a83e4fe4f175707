import { describe, expect, test } from 'vitest';
import { appliedVariety, isLearningApplied, loadDefinition, parseDefinition, presets } from './index.ts';

describe.each(presets)('the preset %s', (preset) => {
  const domain = loadDefinition(preset);

  test('applies its variety, as does a definition that names no ranking', () => {
    const { ranking, ...unsaid } = domain;
    expect(ranking).toBe('varied');
    expect(appliedVariety(domain)).toEqual(domain.variety);
    expect(appliedVariety(unsaid)).toEqual(domain.variety);
  });

  test('applies none with the ranking "score-final", and may keep it for later', () => {
    const pure = parseDefinition({ ...domain, ranking: 'score-final' }, 'mine.json');
    expect(pure.variety).toBeDefined();
    expect(appliedVariety(pure)).toBeUndefined();
    expect(isLearningApplied(pure)).toBe(false);
    expect(isLearningApplied(domain)).toBe(true);
  });
});
