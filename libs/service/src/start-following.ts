import { type Follow, follow } from '@jophiel/messaging';
import type { Logger } from '@jophiel/observability';
import type { Transport } from '@jophiel/transport';
import { keepRunning } from './keep-running.ts';

/** A follow and the log of the feature that it belongs to. */
export interface LoggedFollow extends Follow {
  readonly logger: Logger;
}

export interface Following {
  /** Subjects not followed yet, or whose `onConnect` has not succeeded yet. */
  missing(): readonly string[];
  stop(): Promise<void>;
}

/**
 * Follows each contract, then calls each `onConnect`, so that no event is missed while one reads a table. Retries
 * failures until the signal aborts.
 */
export function startFollowing(
  follows: readonly LoggedFollow[],
  transport: Pick<Transport, 'follow' | 'onReconnect'>,
  signal: AbortSignal,
): Following {
  const stops: (() => Promise<void>)[] = [];
  const catchUps = follows.map((each) => new CatchUp(each, signal));
  let isFollowed = false;
  transport.onReconnect(() => {
    for (const catchUp of catchUps) catchUp.addGap();
    if (isFollowed) runAll();
  });
  void followAll();

  async function followAll(): Promise<void> {
    for (const each of follows) {
      const { logger } = each;
      const followOne = async () => {
        const { stop } = await follow(each, { transport, logger });
        stops.push(stop);
      };
      await keepRunning(followOne, signal, logger);
    }
    isFollowed = true;
    runAll();
  }

  function runAll(): void {
    for (const catchUp of catchUps) void catchUp.run();
  }

  return {
    missing: () => catchUps.filter(({ isDone }) => !isDone).map(({ subject }) => subject),
    async stop() {
      await Promise.all(stops.map(async (stop) => stop()));
    },
  };
}

/** Calls `onConnect` once at a time; a reconnect during a call leads to one more call after it. */
class CatchUp {
  readonly #follow: LoggedFollow;
  readonly #signal: AbortSignal;
  /** The time before the start is the first gap. */
  #gaps = 1;
  #mended = 0;
  #isRunning = false;

  constructor(own: LoggedFollow, signal: AbortSignal) {
    this.#follow = own;
    this.#signal = signal;
  }

  get subject(): string {
    return this.#follow.contract.subject;
  }

  get isDone(): boolean {
    return this.#mended === this.#gaps;
  }

  addGap(): void {
    this.#gaps += 1;
  }

  async run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    const { onConnect, logger } = this.#follow;
    while (!this.isDone && !this.#signal.aborted) {
      const gaps = this.#gaps;
      await keepRunning(async () => onConnect(), this.#signal, logger);
      this.#mended = gaps;
    }
    this.#isRunning = false;
  }
}
