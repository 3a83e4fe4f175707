import { sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import type { Executor } from '@jophiel/postgres';
import type { Transport } from '@jophiel/transport';
import { loadUnlisted } from '../statements/load-unlisted.ts';

/**
 * Which samples must not be shown although a stored feed may still hold them. Kept in memory, because it is asked for
 * every sample of every answer; follows the catalogue's events.
 */
export class GoneSamples {
  readonly #gone = new Set<string>();

  readonly has = (sampleId: string): boolean => this.#gone.has(sampleId);

  /** Follows first and loads afterwards, so that nothing is missed in between. */
  async follow(transport: Transport, executor: Executor): Promise<() => Promise<void>> {
    const removed = await transport.follow(sampleRemoved.subject, (body) => this.#gone.add(sampleOf(body)));
    const vectorized = await transport.follow(sampleVectorized.subject, (body) => {
      const { sample_id, duplicate_of } = JSON.parse(Buffer.from(body).toString()).payload as {
        sample_id: string;
        duplicate_of?: string;
      };
      if (duplicate_of === undefined) this.#gone.delete(sample_id);
    });
    for (const sampleId of await loadUnlisted(executor)) this.#gone.add(sampleId);
    return async () => {
      await removed.stop();
      await vectorized.stop();
    };
  }
}

function sampleOf(body: Uint8Array): string {
  return (JSON.parse(Buffer.from(body).toString()) as { payload: { sample_id: string } }).payload.sample_id;
}
