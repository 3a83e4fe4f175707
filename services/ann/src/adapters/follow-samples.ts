import { sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import type { Transport } from '@jophiel/transport';
import type { Follower } from './follower.ts';

/** Tells the follower of every sample that changes, and when it may have missed one. */
export async function followSamples(transport: Transport, follower: Follower): Promise<() => Promise<void>> {
  const onSample = (body: Uint8Array) => {
    const { payload } = JSON.parse(Buffer.from(body).toString()) as { payload: { sample_id: string } };
    follower.sampleChanged(payload.sample_id);
  };
  transport.onReconnect(() => follower.mayHaveMissed());
  const followed = await Promise.all(
    [sampleRemoved, sampleVectorized].map(async ({ subject }) => transport.follow(subject, onSample)),
  );
  // Whatever was committed until now may have been announced before anybody listened.
  follower.mayHaveMissed();
  return async () => {
    await Promise.all(followed.map(async (each) => each.stop()));
  };
}
