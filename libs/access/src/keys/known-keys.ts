import { setTimeout as sleep } from 'node:timers/promises';
import { withIncluded } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import type { Caller } from '@jophiel/http';
import { Ending } from '../ending.ts';
import { ID_IN_TEXT, isKey } from './key.ts';
import type { StoredKey } from './key-statements.ts';

export interface KnownKeysOptions {
  /** The keys that may be used now. */
  readonly load: () => Promise<readonly StoredKey[]>;
  /** How long the keys that were read last count while they cannot be read again. */
  readonly keptMs: number;
  readonly now: () => number;
}

interface KnownKey {
  readonly stored: StoredKey;
  readonly caller: Caller;
  readonly ending: Ending;
}

/** The service keys, in memory. Before the first successful read no key is known, and nobody is let in. */
export class KnownKeys {
  readonly #options: KnownKeysOptions;
  #keys = new Map<string, KnownKey>();
  #readAt: number | undefined;

  constructor(options: KnownKeysOptions) {
    this.#options = options;
  }

  /** Reads the keys again. Streams of keys that are gone end. */
  async refresh(): Promise<void> {
    const at = this.#options.now();
    const stored = await this.#options.load();
    const keys = new Map(stored.map((key) => [key.key_id, this.#keys.get(key.key_id) ?? known(key)]));
    const gone = [...this.#keys].filter(([id]) => !keys.has(id));
    this.#keys = keys;
    this.#readAt = at;
    for (const [, { ending }] of gone) ending.end();
  }

  /** Refreshes until the signal. @param onFailure called once per outage */
  async keepFresh(everyMs: number, signal: AbortSignal, onFailure: (error: unknown) => void): Promise<void> {
    let failing = false;
    while (!signal.aborted) {
      try {
        await this.refresh();
        failing = false;
      } catch (error) {
        if (!failing && !signal.aborted) onFailure(error);
        failing = true;
      }
      await sleep(everyMs, undefined, { signal }).catch(() => {});
    }
  }

  /**
   * @returns undefined for an unknown, revoked or expired key
   * @throws JophielError DATABASE_UNAVAILABLE while the keys are unknown, or too old
   */
  callerOf(text: string): Caller | undefined {
    const now = this.#options.now();
    if (this.#readAt === undefined) throw unknownKeys('have not been read yet');
    if (now - this.#readAt > this.#options.keptMs) throw unknownKeys('could not be read for too long');
    const key = this.#keys.get(text.slice(...ID_IN_TEXT));
    if (key === undefined || !isKey(text, key.stored.hash)) return undefined;
    const { expires_at } = key.stored;
    return expires_at !== null && expires_at.getTime() <= now ? undefined : key.caller;
  }
}

function known(stored: StoredKey): KnownKey {
  const ending = new Ending();
  const caller: Caller = {
    name: `key ${stored.key_id} (${stored.name})`,
    scopes: withIncluded(stored.scopes),
    onEnd: (listener) => ending.onEnd(listener),
  };
  return { stored, caller, ending };
}

function unknownKeys(why: string): JophielError {
  return new JophielError('DATABASE_UNAVAILABLE', `The access keys ${why} from PostgreSQL; try again.`);
}
