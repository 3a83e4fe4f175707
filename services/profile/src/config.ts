import { commonSettings } from '@jophiel/service/common-settings';
import Type from 'typebox';

export const ProfileSettings = Type.Object({
  ...commonSettings,
  PROFILE_PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 8792,
    description: 'Port of the profile service: health and metrics.',
  }),
  PROFILE_SWEEP_MS: Type.Integer({
    minimum: 100,
    default: 30_000,
    description: 'Interval at which the profile service looks for users whose taste must be folded again.',
  }),
});
