import type { Scope } from '@jophiel/contracts';
import type { Executor } from '@jophiel/postgres';

/** A row of `access_keys`. */
export interface StoredKey {
  readonly key_id: string;
  readonly name: string;
  readonly hash: Buffer;
  readonly scopes: Scope[];
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
}

/** Keys that may still be used. */
export async function loadValidKeys(executor: Executor): Promise<StoredKey[]> {
  return executor.query<StoredKey>({
    name: 'load-valid-keys',
    text: `SELECT key_id, name, hash, scopes, created_at, expires_at, revoked_at FROM access_keys
      WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
  });
}

/** All keys, the newest first. */
export async function listKeys(executor: Executor): Promise<StoredKey[]> {
  return executor.query<StoredKey>({
    text: `SELECT key_id, name, hash, scopes, created_at, expires_at, revoked_at FROM access_keys
      ORDER BY created_at DESC, key_id`,
  });
}

export async function storeKey(
  executor: Executor,
  key: Pick<StoredKey, 'key_id' | 'name' | 'hash' | 'scopes' | 'expires_at'>,
): Promise<void> {
  await executor.execute({
    text: 'INSERT INTO access_keys (key_id, name, hash, scopes, expires_at) VALUES ($1, $2, $3, $4, $5)',
    values: [key.key_id, key.name, key.hash, key.scopes, key.expires_at],
  });
}

/** @returns whether there was such a key that was not revoked */
export async function markRevoked(executor: Executor, keyId: string): Promise<boolean> {
  const text = 'UPDATE access_keys SET revoked_at = now() WHERE key_id = $1 AND revoked_at IS NULL';
  return (await executor.execute({ text, values: [keyId] })) === 1;
}

/** Lets a key end after a time in seconds, unless it ends before. */
export async function endAfter(executor: Executor, keyId: string, seconds: number): Promise<void> {
  await executor.execute({
    text: `UPDATE access_keys SET expires_at = least(expires_at, now() + make_interval(secs => $2)) WHERE key_id = $1`,
    values: [keyId, seconds],
  });
}
