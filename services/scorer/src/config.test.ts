import { expect, test } from 'vitest';
import { readSettings } from '@jophiel/service/settings';
import { ScorerSettings } from './config.ts';

const read = (environment: Record<string, string>) =>
  readSettings(ScorerSettings, {
    DATABASE_URL: 'postgresql://localhost/jophiel',
    NATS_URL: 'nats://localhost',
    ...environment,
  });

test('CANDIDATE_SOURCE=auto is the default, with a threshold of 300,000 samples', () => {
  expect(read({})).toMatchObject({ CANDIDATE_SOURCE: 'auto', CANDIDATE_ANN_FROM_SAMPLES: 300_000 });
});

test.each([
  ['0', 'must be >= 1', '0'],
  ['-5', 'must be >= 1', '-5'],
  ['1.5', 'must be integer', '"1.5"'],
  ['many', 'must be integer', '"many"'],
])('“a threshold of 0 or text” gets an error with field, value and remedy: %s', (given, problem, value) => {
  const refused = () => read({ CANDIDATE_ANN_FROM_SAMPLES: given });
  expect(refused).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
  expect(refused).toThrow(`CANDIDATE_ANN_FROM_SAMPLES ${problem}`);
  expect(refused).toThrow(`(it is ${value})`);
  expect(refused).toThrow('an integer of 1 or more');
  expect(refused).toThrow('set CANDIDATE_SOURCE to postgres or ann');
});

test('an unknown source is refused with the three known ones', () => {
  expect(() => read({ CANDIDATE_SOURCE: 'faiss' })).toThrow(
    'CANDIDATE_SOURCE must be one of "auto", "postgres", "ann"',
  );
});
