import { type Envelope, sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { type Follow, following } from '@jophiel/messaging';
import type { RecentChanges } from '../use-cases/recent-changes.ts';

/** A reconnect resets the changes: events may have been missed. */
export function followChanges(changes: RecentChanges<unknown>, now: () => Date): readonly Follow[] {
  const note = ({ payload }: Envelope<{ sample_id: string }>) => changes.note(payload.sample_id, now().getTime());
  return [
    following(sampleVectorized, note),
    following(sampleRemoved, note, { onConnect: () => changes.begin(now().getTime()) }),
  ];
}
