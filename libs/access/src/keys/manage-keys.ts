import type { Scope } from '@jophiel/contracts';
import { JophielError } from '@jophiel/errors';
import type { Database, Executor } from '@jophiel/postgres';
import { makeKey, type NewKey } from './key.ts';
import { endAfter, listKeys, markRevoked, type StoredKey, storeKey } from './key-statements.ts';

export interface KeyRequest {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: Date | undefined;
}

/** Makes a key and stores its hash. Only the returned text lets somebody in. */
export async function createKey(executor: Executor, { name, scopes, expiresAt }: KeyRequest): Promise<NewKey> {
  const key = makeKey();
  await storeKey(executor, {
    key_id: key.id,
    name,
    hash: key.hash,
    scopes: [...scopes],
    expires_at: expiresAt ?? null,
  });
  return key;
}

/**
 * Makes a key of the same name and scopes; the old one works for some seconds more.
 * @throws JophielError COMMAND_INVALID for an unknown, expired or revoked key
 */
export async function rotateKey(database: Database, keyId: string, overlapSeconds: number): Promise<NewKey> {
  return database.transaction(async (transaction) => {
    const old = (await listKeys(transaction)).find(({ key_id }) => key_id === keyId);
    if (old === undefined || stateOf(old, new Date()) !== 'valid')
      throw new JophielError('COMMAND_INVALID', `${keyId} is not the id of a valid key; see jophiel keys list.`);
    const key = await createKey(transaction, { name: old.name, scopes: old.scopes });
    await endAfter(transaction, keyId, overlapSeconds);
    return key;
  });
}

/** @throws JophielError COMMAND_INVALID for an unknown or revoked key */
export async function revokeKey(executor: Executor, keyId: string): Promise<void> {
  if (!(await markRevoked(executor, keyId)))
    throw new JophielError(
      'COMMAND_INVALID',
      `${keyId} is not the id of a key that could be revoked; see jophiel keys list.`,
    );
}

export function stateOf(key: StoredKey, now: Date): 'valid' | 'expired' | 'revoked' {
  if (key.revoked_at !== null) return 'revoked';
  return key.expires_at !== null && key.expires_at <= now ? 'expired' : 'valid';
}
