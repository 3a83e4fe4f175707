import { sampleRemoved, sampleVectorized, signalsChanged, userDeleted } from '@jophiel/contracts';
import { plannerSettings } from '@jophiel/postgres/planner-settings';
import { defineService } from '@jophiel/service/manifest';
import { LearnerSettings } from './config.ts';

export const learner = defineService({
  name: 'learner',
  title: 'Learner: learns from what users do together',
  settings: LearnerSettings,
  features: {
    passes: 'learning passes over all signals',
    live: 'items that are learned again because an interaction concerns them',
  },
  consumes: [],
  follows: [signalsChanged, userDeleted, sampleVectorized, sampleRemoved],
  asks: [],
  answers: [],
  emits: [],
  connections: { serverSettings: plannerSettings },
});
