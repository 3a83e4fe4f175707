import { hash } from 'node:crypto';
import type { Scope } from '@jophiel/contracts';
import type { Caller } from '@jophiel/http';
import { Ending } from '../ending.ts';
import type { VerifiedToken } from './verify-token.ts';

export interface VerifiedTokensOptions {
  readonly verify: (token: string) => Promise<VerifiedToken>;
  readonly maxTokens: number;
  readonly now: () => number;
}

interface Remembered {
  readonly caller: Caller;
  readonly expiresAt: number;
}

/** A token reaches the routes that are declared for users, and its own user's data. */
const USER_SCOPES: ReadonlySet<Scope> = new Set<Scope>(['feeds:read', 'events:write']);

/**
 * Verified tokens, by their hash, until they expire: verifying a signature takes several times as long as reading a
 * feed.
 */
export class VerifiedTokens {
  readonly #options: VerifiedTokensOptions;
  readonly #remembered = new Map<string, Remembered>();
  /** Ends the tokens that were verified with the present keys of the issuer. */
  #ending = new Ending();

  constructor(options: VerifiedTokensOptions) {
    this.#options = options;
  }

  /** @throws JophielError UNAUTHENTICATED, as a rejection */
  callerOf(token: string): Caller | Promise<Caller> {
    const key = hash('sha256', token, 'base64');
    const known = this.#remembered.get(key);
    if (known !== undefined && known.expiresAt > this.#options.now()) return known.caller;
    return this.#verified(token, key);
  }

  /** Forgets all, and ends their streams, because the keys of the issuer changed. */
  forget(): void {
    this.#remembered.clear();
    this.#ending.end();
    this.#ending = new Ending();
  }

  async #verified(token: string, key: string): Promise<Caller> {
    const { userId, expiresAt } = await this.#options.verify(token);
    const ending = this.#ending;
    const caller: Caller = {
      name: `user ${userId}`,
      scopes: USER_SCOPES,
      userId,
      onEnd: (listener) => this.#onEnd(listener, ending, expiresAt),
    };
    this.#remembered.set(key, { caller, expiresAt });
    if (this.#remembered.size > this.#options.maxTokens) this.#remembered.delete(this.#remembered.keys().next().value!);
    return caller;
  }

  #onEnd(listener: () => void, ending: Ending, expiresAt: number): () => void {
    const timer = setTimeout(listener, Math.max(0, expiresAt - this.#options.now()));
    timer.unref();
    const stop = ending.onEnd(listener);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }
}
