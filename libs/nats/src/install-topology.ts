import { JophielError } from '@jophiel/errors';
import type { JetStreamManager } from '@nats-io/jetstream';
import { unlessMissing } from './not-found.ts';
import { streamConfig, streamOf, streams } from './topology.ts';

export interface StreamSize {
  readonly replicas: number;
  readonly scale: number;
}

export interface TopologyOptions extends StreamSize {
  /** Subjects whose streams are awaited. Without it every stream is declared. */
  readonly awaits?: readonly string[] | undefined;
}

/** Names of the streams that a process needs. */
export function neededStreams({ awaits }: TopologyOptions): string[] {
  return [...new Set(awaits?.map((subject) => streamOf(subject).name) ?? streams.map(({ name }) => name))];
}

/**
 * Creates missing streams, unless this process only awaits them. Compares the others with their declaration, key by key,
 * because a server silently ignores fields that it does not know.
 * @throws JophielError TOPOLOGY_DIFFERS with the difference, or STREAM_MISSING
 */
export async function installTopology(manager: JetStreamManager, options: TopologyOptions): Promise<void> {
  const needed = neededStreams(options);
  for (const declaration of streams.filter(({ name }) => needed.includes(name))) {
    const wanted = streamConfig(declaration, options.replicas, options.scale);
    const there = await unlessMissing(manager.streams.info(declaration.name));
    if (there === undefined && options.awaits !== undefined)
      throw new JophielError(
        'STREAM_MISSING',
        `The stream ${declaration.name} is missing on the NATS server. Run db:install, or start ingestion, which declares it.`,
      );
    const held = (there ?? (await manager.streams.add(wanted))).config;
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
