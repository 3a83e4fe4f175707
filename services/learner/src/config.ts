import { commonSettings } from '@jophiel/service/common-settings';
import Type from 'typebox';

export const LearnerSettings = Type.Object({
  ...commonSettings,
  LEARNER_PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 8795,
    description: 'Port of the learner: health, metrics and learning passes.',
  }),
  LEARNER_PASS_EVERY_MINUTES: Type.Number({
    minimum: 0.01,
    default: 60,
    description: 'Interval at which a pass learns from all signals. One also runs at the start.',
  }),
  LEARNER_SOLVES_PER_SECOND: Type.Integer({
    minimum: 1,
    default: 200,
    description:
      'Maximum number of samples a second that are learned again because of interactions; further ones wait, or follow with the next pass.',
  }),
  LEARNER_MAX_SIGNALS: Type.Integer({
    minimum: 1,
    default: 20_000_000,
    description:
      'Maximum number of signals to learn from. Of a larger log, an even sample of the users is taken: a half, a quarter and so on.',
  }),
  LEARNER_MAX_SIGNALS_A_DAY: Type.Integer({
    minimum: 1,
    default: 5_000,
    description: 'Users with more signals than this on one day (UTC) are not learned from; a metric counts them.',
  }),
  LEARNER_THREADS: Type.Integer({
    minimum: 0,
    maximum: 256,
    default: 1,
    description: 'Number of threads that search the nearest samples by content; 0 searches in the main thread.',
  }),
});
