import type { JetStreamManager } from '@nats-io/jetstream';
import type { SentMessage } from '@jophiel/transport';
import { incarnationOf } from './incarnations.ts';
import { unlessMissing } from './not-found.ts';
import { streamOf } from './topology.ts';

/** Longer than a power cut can take: by default the server syncs its files every two minutes. */
const UNSYNCED_MS = 10 * 60_000;
const MESSAGE_ID = 'Nats-Msg-Id';

/**
 * Looks up the newest message by its sequence number. A different message there means that the stream lost its end and
 * reused the number. No message means that it was handled or expired.
 */
export async function lostSince(
  manager: JetStreamManager,
  { subject, id, receipt, sentAt }: SentMessage,
): Promise<Date | undefined> {
  const { name, keepMs } = streamOf(subject);
  const stream = await unlessMissing(manager.streams.info(name));
  // The stream is not recreated yet; the next check will tell.
  if (stream === undefined) return undefined;
  if (incarnationOf(stream) !== receipt.stream) return new Date(Date.now() - keepMs);
  const endIsLost = new Date(sentAt.getTime() - UNSYNCED_MS);
  if (receipt.sequence > stream.state.last_seq) return endIsLost;
  const stored = await unlessMissing(manager.streams.getMessage(name, { seq: receipt.sequence }));
  const storedId = stored?.header?.get(MESSAGE_ID);
  return storedId === undefined || storedId === id ? undefined : endIsLost;
}
