import type { JetStreamManager } from '@nats-io/jetstream';
import type { SentMessage } from '@jophiel/transport';
import { incarnationOf } from './incarnations.ts';
import { unlessMissing } from './not-found.ts';
import { streamOf } from './topology.ts';

/** What a power cut takes at most: the server syncs its files every two minutes unless told otherwise. */
const UNSYNCED_MS = 10 * 60_000;
const MESSAGE_ID = 'Nats-Msg-Id';

/**
 * Looks for the newest message where it was stored. Another message there means that the stream lost its end and uses
 * the sequence numbers again; nothing there, that the message was handled or has grown old.
 */
export async function lostSince(
  manager: JetStreamManager,
  { subject, id, receipt, sentAt }: SentMessage,
): Promise<Date | undefined> {
  const { name, keepMs } = streamOf(subject);
  const stream = await unlessMissing(manager.streams.info(name));
  // Not made anew yet: the next time.
  if (stream === undefined) return undefined;
  if (incarnationOf(stream) !== receipt.stream) return new Date(Date.now() - keepMs);
  const endIsLost = new Date(sentAt.getTime() - UNSYNCED_MS);
  if (receipt.sequence > stream.state.last_seq) return endIsLost;
  const stored = await unlessMissing(manager.streams.getMessage(name, { seq: receipt.sequence }));
  const storedId = stored?.header?.get(MESSAGE_ID);
  return storedId === undefined || storedId === id ? undefined : endIsLost;
}
