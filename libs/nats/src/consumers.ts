import { AckPolicy, DeliverPolicy, type JetStreamManager } from '@nats-io/jetstream';
import { unlessMissing } from './not-found.ts';
import { streamOf } from './topology.ts';

/** How long the messages of a process that was killed wait for another; living ones extend it (deliveries.ts). */
export const ACK_WAIT_MS = 15_000;
/** More than a few batches in flight only makes a restart repeat more. */
const MOST_UNACKED = 4_000;

/**
 * Declares a durable consumer. One that stands ahead of its stream, as after a power cut that cost the stream its
 * tail, would starve without a word: it is made anew and starts from the beginning, which the inbox makes harmless.
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
    max_ack_pending: MOST_UNACKED,
  });
}
