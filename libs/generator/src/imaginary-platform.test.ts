import { loadDefinition } from '@jophiel/domain';
import { describe, expect, test } from 'vitest';
import { ImaginaryPlatform, randomFrom } from './index.ts';

const size = { users: 200, samples: 2_000, interactions: 5_000, seed: 7, now: Date.parse('2026-03-01T00:00:00Z') };

function generate(preset: string, changes: Partial<typeof size> = {}) {
  const platform = new ImaginaryPlatform(loadDefinition(preset), { ...size, ...changes });
  return { samples: [...platform.samples()], interactions: [...platform.interactions()] };
}

test('equal seeds make equal events; different seeds differ', () => {
  expect(generate('audio')).toEqual(generate('audio'));
  expect(generate('audio', { seed: 8 }).samples[0]).not.toEqual(generate('audio').samples[0]);
});

test.each(['audio', 'films'])('%s: events are unique and have the requested number', (preset) => {
  const { samples, interactions } = generate(preset);
  expect(samples).toHaveLength(2_000);
  expect(interactions).toHaveLength(5_000);
  expect(new Set([...samples, ...interactions].map(({ event_id }) => event_id)).size).toBe(
    samples.length + interactions.length,
  );
});

test('a small platform, whose creators do not cover every archetype, has the requested number of interactions', () => {
  const { interactions } = generate('audio', { users: 8, samples: 80, interactions: 300 });
  expect(interactions).toHaveLength(300);
});

describe('it is like a platform', () => {
  const { interactions } = generate('audio');
  const countBy = (key: (payload: Record<string, unknown>) => unknown) => {
    const counts = new Map<unknown, number>();
    for (const { payload } of interactions) counts.set(key(payload), (counts.get(key(payload)) ?? 0) + 1);
    return [...counts.values()].sort((a, b) => b - a);
  };

  test('with a long tail: a tenth of the samples gets far more than a tenth of the attention', () => {
    const perSample = countBy((payload) => (payload as { sample_id?: number }).sample_id);
    const top = perSample.slice(0, 200).reduce((a, b) => a + b, 0);
    expect(top / interactions.length).toBeGreaterThan(0.4);
    expect(perSample.length).toBeGreaterThan(800);
  });

  test('with every interaction of the definition', () => {
    const names = new Set(interactions.map(({ event_name }) => event_name.slice('user.interaction.'.length)));
    for (const name of Object.keys(loadDefinition('audio').interactions)) expect(names).toContain(name);
  });

  test('interactions happen after the publication of their sample', () => {
    const { samples } = generate('audio');
    const published = new Map(
      samples.map(({ payload, event_timestamp }) => [(payload as { sample_id: number }).sample_id, event_timestamp]),
    );
    for (const { payload, event_timestamp } of interactions) {
      const at = published.get((payload as { sample_id: number }).sample_id);
      expect(at === undefined || at <= event_timestamp).toBe(true);
    }
  });
});

test('random numbers stay within their bounds', () => {
  const random = randomFrom(1);
  const values = Array.from({ length: 10_000 }, () => random.zipf(50, 0.9));
  expect(Math.min(...values)).toBe(0);
  expect(Math.max(...values)).toBeLessThan(50);
  expect(random.hex32()).toMatch(/^[0-9a-f]{32}$/);
});
