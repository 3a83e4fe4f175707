import { sampleRemoved, sampleVectorized, signalsChanged, userDeleted } from '@jophiel/contracts';
import { type Follow, following } from '@jophiel/messaging';
import type { Changes } from '../use-cases/changes.ts';

/** @param onGap called when events before this moment may have been missed */
export function followChanges(changes: Changes, onGap: () => void): readonly Follow[] {
  return [
    following(signalsChanged, ({ payload }) => changes.signalsChanged(payload.user_id), { onConnect: onGap }),
    following(userDeleted, ({ payload }) => changes.userErased(payload.user_id)),
    following(sampleRemoved, ({ payload }) => changes.sampleChanged(payload.sample_id)),
    following(sampleVectorized, ({ payload }) => changes.sampleChanged(payload.sample_id)),
  ];
}
