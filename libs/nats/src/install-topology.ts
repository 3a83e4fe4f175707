import { JophielError } from '@jophiel/errors';
import type { JetStreamManager } from '@nats-io/jetstream';
import { unlessMissing } from './not-found.ts';
import { streamConfig, streams } from './topology.ts';

export interface StreamSize {
  readonly replicas: number;
  readonly scale: number;
}

/**
 * Creates missing streams and compares the others with their declaration, key by key, because a server silently ignores
 * fields that it does not know.
 * @throws JophielError TOPOLOGY_DIFFERS with the difference
 */
export async function installTopology(manager: JetStreamManager, size: StreamSize): Promise<void> {
  for (const declaration of streams) {
    const wanted = streamConfig(declaration, size.replicas, size.scale);
    const held = ((await unlessMissing(manager.streams.info(declaration.name))) ?? (await manager.streams.add(wanted)))
      .config;
    const differences = Object.entries(wanted)
      .map(([key, value]) => ({
        key,
        wanted: JSON.stringify(value),
        held: JSON.stringify(held[key as keyof typeof held]),
      }))
      .filter((entry) => entry.wanted !== entry.held);
    if (differences.length === 0) continue;
    const text = differences.map((entry) => `${entry.key} is ${entry.held}, declared ${entry.wanted}`).join('; ');
    throw new JophielError(
      'TOPOLOGY_DIFFERS',
      `The stream ${declaration.name} on the server differs from its declaration: ${text}. Change the stream (nats stream edit) or the settings NATS_REPLICAS and NATS_STREAM_SCALE.`,
    );
  }
}
