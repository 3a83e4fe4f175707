import {
  interactionRecorded,
  profileRebuild,
  profileRefold,
  profileUpdated,
  sampleVectorized,
  userDeleted,
} from '@jophiel/contracts';
import { plannerSettings } from '@jophiel/postgres/planner-settings';
import { defineService } from '@jophiel/service/manifest';
import { ProfileSettings } from './config.ts';

export const profile = defineService({
  name: 'profile',
  title: 'Profile: folds interactions into tastes',
  settings: ProfileSettings,
  features: {
    fold: 'interactions that become tastes',
    refold: 'tastes that wait for a sample, or are of a former definition',
    rebuild: 'profiles that are rebuilt from the log, and drift',
    sweep: 'the search for profiles that no event reminds of',
    erasure: 'users that are erased',
  },
  consumes: [interactionRecorded, sampleVectorized, userDeleted, profileRebuild, profileRefold],
  follows: [],
  asks: [],
  answers: [],
  emits: [profileUpdated, profileRebuild, profileRefold],
  connections: { serverSettings: plannerSettings },
});
