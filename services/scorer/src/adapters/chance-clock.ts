import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger, Timings } from '@jophiel/observability';
import type { Chances, GivenChances } from '../use-cases/chances.ts';

export interface ChanceClockOptions {
  readonly chances: Pick<Chances, 'ready' | 'refresh' | 'close' | 'figures'>;
  readonly everyMs: number;
  readonly given: () => GivenChances;
  readonly logger: Logger;
  readonly timings: Timings;
}

/** Keeps new items and reserved chances in memory, and returns the chances at the end. */
export async function runChanceClock(
  { chances, everyMs, given, logger, timings }: ChanceClockOptions,
  signal: AbortSignal,
): Promise<void> {
  try {
    await chances.ready(0);
    while (!signal.aborted) {
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted) break;
      await timings.measure('chances', async () => chances.refresh());
      report();
    }
    report();
  } finally {
    // After a failure it is called again, and the chances stay reserved meanwhile.
    if (signal.aborted) await chances.close();
  }

  function report(): void {
    const since = given();
    if (since.chances === 0) return;
    const { items, chances: reserved } = chances.figures;
    logger.info(
      { chances: since.chances, first_of_samples: since.firstOfSamples, samples: items, reserved },
      'chances given to new samples',
    );
  }
}
