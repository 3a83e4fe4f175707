import { AckPolicy, DeliverPolicy, type JetStreamManager } from '@nats-io/jetstream';
import { unlessMissing } from './not-found.ts';
import { streamOf } from './topology.ts';

/** Redelivery after a process died; a living process extends it (deliveries.ts). */
export const ACK_WAIT_MS = 15_000;
/** More messages in flight only make a restart repeat more work. */
const MAX_UNACKED = 4_000;

/**
 * Declares a durable consumer. After a power cut that cut off the end of the stream, a consumer may be ahead of its
 * stream and would wait for ever: it is recreated and starts from the beginning; the inbox drops the repeats.
 */
export async function ensureConsumer(manager: JetStreamManager, name: string, subject: string): Promise<void> {
  const stream = streamOf(subject).name;
  const held = await unlessMissing(manager.consumers.info(stream, name));
  if (held !== undefined) {
    const { state } = await manager.streams.info(stream);
    if (held.delivered.stream_seq <= state.last_seq) return;
    await manager.consumers.delete(stream, name);
  }
  await manager.consumers.add(stream, {
    durable_name: name,
    filter_subject: subject,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: ACK_WAIT_MS * 1_000_000,
    max_deliver: -1,
    max_ack_pending: MAX_UNACKED,
  });
}
