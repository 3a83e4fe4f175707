import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { JophielError } from '@jophiel/errors';

export interface IssuerKeysOptions {
  /** Reads the key set of the issuer, as text. */
  readonly read: () => Promise<string>;
  /** Age from which the set is read again. */
  readonly refreshMs: number;
  /** How long a set counts that could not be read again. */
  readonly keptMs: number;
  /** Called when another set was read. */
  readonly onChange: () => void;
  /** Called when the set cannot be read; the last good one counts until it is too old. */
  readonly onFailure: (error: unknown) => void;
  readonly now: () => number;
}

/** Pause between two reads, for whatever reason: a caller who invents key ids must not make us ask the issuer. */
const MIN_PAUSE_MS = 30_000;

/** The public keys of the issuer of tokens (RFC 7517). */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  #text: string | undefined;
  #find: JWTVerifyGetKey | undefined;
  #readAt = -Infinity;
  #triedAt = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(options: IssuerKeysOptions) {
    this.#options = options;
  }

  /** Finds the key of a token by the `kid` of its header; reads the set again for an unknown one. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (this.#age() > this.#options.refreshMs) await this.#readAgain();
    try {
      return await this.#current()(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.#readAgain();
      return this.#current()(header, token);
    }
  };

  /** Reads the set again and again until the signal, so that tokens of a removed key end. */
  async keepFresh(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#readAgain();
      await sleep(this.#options.refreshMs, undefined, { signal }).catch(() => {});
    }
  }

  #age(): number {
    return this.#options.now() - this.#readAt;
  }

  #current(): JWTVerifyGetKey {
    if (this.#find === undefined || this.#age() > this.#options.keptMs)
      throw new JophielError('SERVICE_UNAVAILABLE', 'The keys of the token issuer cannot be read; try again.');
    return this.#find;
  }

  async #readAgain(): Promise<void> {
    if (this.#reading === undefined && this.#options.now() - this.#triedAt > MIN_PAUSE_MS)
      this.#reading = this.#read().finally(() => (this.#reading = undefined));
    await this.#reading;
  }

  async #read(): Promise<void> {
    const { read, now, onChange, onFailure } = this.#options;
    this.#triedAt = now();
    try {
      const text = await read();
      const isOther = text !== this.#text;
      if (isOther) this.#find = createLocalJWKSet(parseKeySet(text));
      if (isOther && this.#text !== undefined) onChange();
      this.#text = text;
      this.#readAt = this.#triedAt;
    } catch (error) {
      onFailure(error);
    }
  }
}

/** @throws JophielError SETTING_INVALID for a set that is none, or that has anything but public keys with an id */
export function parseKeySet(text: string): JSONWebKeySet {
  let set: Partial<JSONWebKeySet> | null;
  try {
    set = JSON.parse(text) as Partial<JSONWebKeySet> | null;
  } catch (cause) {
    throw new JophielError('SETTING_INVALID', 'The key set of the token issuer is not JSON.', { cause });
  }
  if (!Array.isArray(set?.keys) || set.keys.length === 0)
    throw new JophielError('SETTING_INVALID', 'The key set of the token issuer has no keys: { "keys": [ … ] }.');
  for (const { kid, kty, d, k } of set.keys as readonly Record<string, unknown>[])
    if (typeof kid !== 'string' || kty === 'oct' || d !== undefined || k !== undefined)
      throw new JophielError(
        'SETTING_INVALID',
        'The key set of the token issuer must have public keys only, each with a kid.',
      );
  return set as JSONWebKeySet;
}
