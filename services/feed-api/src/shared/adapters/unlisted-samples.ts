import { sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { type Follow, following } from '@jophiel/messaging';
import type { Executor } from '@jophiel/postgres';
import type { Unlisted } from '../core/feed.ts';
import { loadUnlisted } from '../statements/load-unlisted.ts';

interface Heard {
  readonly sampleId: string;
  readonly isUnlisted: boolean;
}

/** In memory, because every answer checks each of its samples. Stored feeds may still hold unlisted ones. */
export class UnlistedSamples implements Unlisted {
  #revision = 0;
  #unlisted = new Set<string>();
  /** Events received during each reading of the table: the table may not have them yet. */
  readonly #readings = new Set<Heard[]>();

  readonly has = (sampleId: string): boolean => this.#unlisted.has(sampleId);

  get revision(): number {
    return this.#revision;
  }

  /** The table is read after the subscription starts, and after each reconnect, so that no event is missed. */
  follows(executor: Executor): readonly Follow[] {
    return [
      following(sampleRemoved, ({ payload }) => this.#hear(payload.sample_id, true)),
      following(
        sampleVectorized,
        ({ payload: { sample_id, duplicate_of } }) => {
          if (duplicate_of === undefined) this.#hear(sample_id, false);
        },
        { onConnect: async () => this.#load(executor) },
      ),
    ];
  }

  #hear(sampleId: string, isUnlisted: boolean): void {
    for (const heard of this.#readings) heard.push({ sampleId, isUnlisted });
    if (this.#unlisted.has(sampleId) === isUnlisted) return;
    if (isUnlisted) this.#unlisted.add(sampleId);
    else this.#unlisted.delete(sampleId);
    this.#revision += 1;
  }

  async #load(executor: Executor): Promise<void> {
    const heard: Heard[] = [];
    this.#readings.add(heard);
    try {
      const unlisted = new Set(await loadUnlisted(executor));
      for (const { sampleId, isUnlisted } of heard)
        if (isUnlisted) unlisted.add(sampleId);
        else unlisted.delete(sampleId);
      this.#unlisted = unlisted;
      this.#revision += 1;
    } finally {
      this.#readings.delete(heard);
    }
  }
}
