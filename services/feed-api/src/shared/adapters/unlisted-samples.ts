import { sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { type Follow, following } from '@jophiel/messaging';
import type { Executor } from '@jophiel/postgres';
import type { Unlisted } from '../core/feed.ts';
import { loadUnlisted } from '../statements/load-unlisted.ts';

interface Heard {
  readonly sampleId: string;
  readonly isUnlisted: boolean;
}

/**
 * Which samples must not be shown although a stored feed may still hold them. Kept in memory, because it is asked for
 * every sample of every answer; follows the catalogue's events.
 */
export class UnlistedSamples implements Unlisted {
  #revision = 0;
  #unlisted = new Set<string>();
  /** For each reading of the table that is under way, what was heard meanwhile: the table may not have it yet. */
  readonly #readings = new Set<Heard[]>();

  readonly has = (sampleId: string): boolean => this.#unlisted.has(sampleId);

  get revision(): number {
    return this.#revision;
  }

  /** The table is read after the events are followed, so that nothing is missed in between, and after each reconnect. */
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
