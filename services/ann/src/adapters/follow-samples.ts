import { sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { type Follow, following } from '@jophiel/messaging';
import type { Follower } from './follower.ts';

export const followSamples = (follower: Follower): readonly Follow[] => [
  following(sampleRemoved, ({ payload }) => follower.sampleChanged(payload.sample_id)),
  following(sampleVectorized, ({ payload }) => follower.sampleChanged(payload.sample_id), {
    onConnect: () => follower.mayHaveMissed(),
  }),
];
