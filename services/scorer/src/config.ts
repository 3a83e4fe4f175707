import { commonSettings } from '@jophiel/service';
import { type Environment, readSettings } from '@jophiel/settings';
import Type from 'typebox';

export const ScorerSettings = Type.Object({
  ...commonSettings,
  SCORER_PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 8793,
    description: 'Port of the scorer: health, metrics and batch runs.',
  }),
  BATCH_EVERY_MINUTES: Type.Number({
    minimum: 0.01,
    default: 60,
    description: 'How often the batch process looks for feeds that are out of date.',
  }),
  FEED_AGES_AFTER_HOURS: Type.Number({
    exclusiveMinimum: 0,
    default: 24,
    description: 'A feed this old is computed anew by the batch, whatever its user did.',
  }),
  SCORER_REMEMBERED_CANDIDATES: Type.Integer({
    minimum: 1,
    default: 100_000,
    description:
      'How many samples a scorer process keeps in memory because they are candidates again and again; half a kilobyte each.',
  }),
  CATALOGUE_REFRESH_MS: Type.Integer({
    minimum: 100,
    default: 5_000,
    description: "How often the scorer looks at the catalogue's terms and at what is trending.",
  }),
});

export const readConfig = (environment: Environment) => readSettings(ScorerSettings, environment);
