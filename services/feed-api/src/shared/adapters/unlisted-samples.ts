import { sampleRemoved, sampleVectorized } from '@jophiel/contracts';
import { type Follow, following } from '@jophiel/messaging';
import type { Executor } from '@jophiel/postgres';
import type { Unlisted } from '../core/feed.ts';
import { loadUnlisted } from '../statements/load-unlisted.ts';

interface Heard {
  readonly sampleId: string;
  readonly isGone: boolean;
}

/**
 * Which samples must not be shown although a stored feed may still hold them. Kept in memory, because it is asked for
 * every sample of every answer; follows the catalogue's events.
 */
export class GoneSamples implements Unlisted {
  #revision = 0;
  #gone = new Set<string>();
  /** For each reading of the table that is under way, what was heard meanwhile: the table may not have it yet. */
  readonly #readings = new Set<Heard[]>();

  readonly has = (sampleId: string): boolean => this.#gone.has(sampleId);

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

  #hear(sampleId: string, isGone: boolean): void {
    for (const heard of this.#readings) heard.push({ sampleId, isGone });
    if (this.#gone.has(sampleId) === isGone) return;
    if (isGone) this.#gone.add(sampleId);
    else this.#gone.delete(sampleId);
    this.#revision += 1;
  }

  async #load(executor: Executor): Promise<void> {
    const heard: Heard[] = [];
    this.#readings.add(heard);
    try {
      const gone = new Set(await loadUnlisted(executor));
      for (const { sampleId, isGone } of heard)
        if (isGone) gone.add(sampleId);
        else gone.delete(sampleId);
      this.#gone = gone;
      this.#revision += 1;
    } finally {
      this.#readings.delete(heard);
    }
  }
}
