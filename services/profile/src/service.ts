import {
  interactionRecorded,
  profileRebuild,
  profileRefold,
  profileUpdated,
  sampleVectorized,
  seedsRecorded,
  signalsChanged,
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
    fold: 'interactions folded into tastes',
    seeds: 'samples and terms that users chose to start with, folded into tastes',
    refold: 'refolded tastes, after a new vector or a new definition',
    rebuild: 'profiles rebuilt from the log, and their drift',
    sweep: 'the periodic search for outdated tastes',
    erasure: 'erased users',
  },
  consumes: [interactionRecorded, seedsRecorded, sampleVectorized, userDeleted, profileRebuild, profileRefold],
  follows: [],
  asks: [],
  answers: [],
  emits: [profileUpdated, signalsChanged, profileRebuild, profileRefold],
  connections: { serverSettings: plannerSettings },
});
