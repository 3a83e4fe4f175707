import { DeliverPolicy, type JetStreamClient } from '@nats-io/jetstream';
import { streamOf } from './topology.ts';

/** An ordered consumer: it belongs to this process and closes its gaps after a reconnect. */
export async function followSubject(
  client: JetStreamClient,
  subject: string,
  onMessage: (body: Uint8Array) => void,
): Promise<{ stop(): Promise<void> }> {
  const consumer = await client.consumers.get(streamOf(subject).name, {
    filter_subjects: subject,
    deliver_policy: DeliverPolicy.New,
  });
  const messages = await consumer.consume({ callback: ({ data }) => onMessage(data) });
  return {
    stop: async () => {
      await messages.close();
    },
  };
}
