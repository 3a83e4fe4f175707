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
    description: 'Interval at which the batch process looks for outdated feeds.',
  }),
  FEED_AGES_AFTER_HOURS: Type.Number({
    exclusiveMinimum: 0,
    default: 24,
    description: 'Maximum age of a feed; the batch recomputes older ones, even of inactive users.',
  }),
  SCORER_REMEMBERED_CANDIDATES: Type.Integer({
    minimum: 1,
    default: 500_000,
    description:
      'Maximum number of candidate samples that a scorer process caches in memory, half a kilobyte each. A batch of many users needs most of the catalogue.',
  }),
  ...candidateSettings,
  CANARY_SHARE: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.01,
    description: 'Share of stored feeds whose recall is measured, one at a time; 0 measures none.',
  }),
  CANARY_PAUSE_SECONDS: Type.Number({
    minimum: 0,
    default: 60,
    description: 'Pause between two recall measurements; each reads the whole catalogue once.',
  }),
  CATALOGUE_REFRESH_MS: Type.Integer({
    minimum: 100,
    default: 5_000,
    description: "Interval at which the scorer reloads the catalogue's terms and the trending list.",
  }),
});
