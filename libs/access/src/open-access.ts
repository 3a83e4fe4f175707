import { setTimeout as sleep } from 'node:timers/promises';
import { JophielError } from '@jophiel/errors';
import { type Identify, thePlatform } from '@jophiel/http';
import type { Executor } from '@jophiel/postgres';
import { identifier } from './identifier.ts';
import { loadValidKeys } from './keys/key-statements.ts';
import { KnownKeys } from './keys/known-keys.ts';
import type { AccessSettings } from './settings.ts';
import { IssuerKeys } from './tokens/issuer-keys.ts';
import { keySetAt, keySetInFile, requireKeySet } from './tokens/read-key-set.ts';
import { VerifiedTokens } from './tokens/verified-tokens.ts';
import { verifyToken } from './tokens/verify-token.ts';

export interface AccessOptions {
  readonly settings: AccessSettings;
  readonly executor: Executor;
  /** Whether the service listens on loopback only. */
  readonly isOnLoopback: boolean;
  /** Called when keys cannot be read, of services or of the issuer of tokens: once per outage, or per try. */
  readonly onFailure: (error: unknown) => void;
}

/** Who may use a service. */
export interface Access {
  readonly identify: Identify;
  /** Reads the keys for the first time; returns after 2 s at the latest, with or without them. */
  ready(): Promise<void>;
  /** Follows the keys until the signal. */
  keepFresh(signal: AbortSignal): Promise<void>;
}

const MS_PER_MINUTE = 60_000;
/** A revoked key is refused within 10 s, a slow read included. */
const KEYS_EVERY_MS = 3_000;
const FIRST_READ_MS = 2_000;
const MAX_TOKENS = 50_000;
const ISSUER = { refreshMs: 10 * MS_PER_MINUTE, keptMs: 12 * 60 * MS_PER_MINUTE } as const;

/**
 * Opens the access control of a service.
 * @throws JophielError SETTING_INVALID when it is off beyond loopback, or the settings of tokens are incomplete
 */
export function openAccess({ settings, executor, isOnLoopback, onFailure }: AccessOptions): Access {
  if (settings.ACCESS === 'off') {
    if (isOnLoopback) return { identify: () => thePlatform, ready: async () => {}, keepFresh: async () => {} };
    throw new JophielError(
      'SETTING_INVALID',
      'ACCESS is off, and HOST is beyond loopback: everybody could read and write everything. Set ACCESS=on, or HOST=127.0.0.1.',
    );
  }
  const keys = new KnownKeys({
    load: async () => loadValidKeys(executor),
    keptMs: settings.ACCESS_KEYS_KEPT_MINUTES * MS_PER_MINUTE,
    now: Date.now,
  });
  const users = tokensOf(settings, onFailure);
  return {
    identify: identifier({ keys, ...(users && { tokens: users.tokens }) }),
    ready: async () => Promise.race([keys.refresh().catch(() => {}), sleep(FIRST_READ_MS, undefined, { ref: false })]),
    keepFresh: async (signal) => {
      await Promise.all([keys.keepFresh(KEYS_EVERY_MS, signal, onFailure), users?.issuerKeys.keepFresh(signal)]);
    },
  };
}

function tokensOf(
  settings: AccessSettings,
  onFailure: (error: unknown) => void,
): { readonly tokens: VerifiedTokens; readonly issuerKeys: IssuerKeys } | undefined {
  const [issuer, audience] = [settings.TOKEN_ISSUER, settings.TOKEN_AUDIENCE];
  const [file, url] = [settings.TOKEN_KEYS_FILE, settings.TOKEN_JWKS_URL];
  if (issuer === undefined && file === undefined && url === undefined) return undefined;
  if (issuer === undefined || (file === undefined) === (url === undefined))
    throw new JophielError(
      'SETTING_INVALID',
      'User tokens need TOKEN_ISSUER and one of TOKEN_KEYS_FILE and TOKEN_JWKS_URL.',
    );
  if (file !== undefined) requireKeySet(file);
  const issuerKeys = new IssuerKeys({
    read: file === undefined ? keySetAt(url!) : keySetInFile(file),
    ...ISSUER,
    onChange: () => tokens.forget(),
    onFailure,
    now: Date.now,
  });
  const rules = { issuer, audience, findKey: issuerKeys.find, now: Date.now };
  const tokens = new VerifiedTokens({
    verify: async (token) => verifyToken(token, rules),
    maxTokens: MAX_TOKENS,
    now: Date.now,
  });
  return { tokens, issuerKeys };
}
