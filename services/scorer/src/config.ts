import { candidateSettings } from '@jophiel/candidates/settings';
import { commonSettings } from '@jophiel/service/common-settings';
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
    default: 500_000,
    description:
      'How many samples a scorer process keeps in memory, at most, because they are candidates again and again; half a kilobyte each. A batch of many users names most of the catalogue.',
  }),
  ...candidateSettings,
  CANARY_SHARE: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.01,
    description:
      'Of this share of all stored feeds it is measured how many of the true best they hold, one after another; 0 measures none.',
  }),
  CANARY_PAUSE_SECONDS: Type.Number({
    minimum: 0,
    default: 60,
    description: 'How long to wait between two such measurements, each of which reads the whole catalogue once.',
  }),
  CATALOGUE_REFRESH_MS: Type.Integer({
    minimum: 100,
    default: 5_000,
    description: "How often the scorer looks at the catalogue's terms and at what is trending.",
  }),
});
