import { randomUUID } from 'node:crypto';
import { fetchWithKey } from '@jophiel/local';
import type { RunningStack } from '../../stack/running-stack.ts';

/** Sends a like and waits until it is committed. @throws Error when it is not accepted */
export async function postLike(stack: RunningStack, userId: number, sampleId: number): Promise<void> {
  const response = await fetchWithKey(`${stack.services.ingestion}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      event_name: 'user.interaction.like',
      event_id: randomUUID(),
      event_timestamp: new Date().toISOString(),
      source: 'bench',
      payload: { user_id: userId, sample_id: sampleId },
    }),
  });
  if (response.status !== 202) throw new Error(`A like was answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}
