import { sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { follow } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import type { Follower } from './follower.ts';

/** Tells the follower of every sample that changes, and when it may have missed one. */
export async function followSamples(
  transport: Transport,
  follower: Follower,
  logger: Logger,
): Promise<() => Promise<void>> {
  transport.onReconnect(() => follower.mayHaveMissed());
  const followed = await Promise.all(
    [sampleRemoved, sampleVectorized].map(async (contract) =>
      follow(contract, ({ payload }) => follower.sampleChanged(payload.sample_id), { transport, logger }),
    ),
  );
  // Whatever was committed until now may have been announced before anybody listened.
  follower.mayHaveMissed();
  return async () => {
    await Promise.all(followed.map(async (each) => each.stop()));
  };
}
