import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream';
import { streamOf } from './topology.ts';

/** Distinguishes a stream from a later one of the same name, whose sequence numbers start again. */
export class StreamIncarnations {
  readonly #manager: JetStreamManager;
  readonly #known = new Map<string, Promise<string>>();

  constructor(manager: JetStreamManager) {
    this.#manager = manager;
  }

  async of(subject: string): Promise<string> {
    const { name } = streamOf(subject);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const asked = this.#manager.streams.info(name).then(incarnationOf);
    this.#known.set(name, asked);
    asked.catch(() => this.#known.delete(name));
    return asked;
  }

  forget(): void {
    this.#known.clear();
  }
}

export function incarnationOf({ config, created }: StreamInfo): string {
  return `${config.name}@${created}`;
}
