import { randomUUID } from 'node:crypto';
import type { Database } from '@jophiel/postgres';
import { newestRequest, openPass, type Pass } from '../statements/passes.ts';

export async function requestPass(database: Database, now: Date): Promise<Pass> {
  return database.transaction(async (transaction) => openPass(transaction, randomUUID(), now));
}

export async function requestWhenDue(database: Database, everyMs: number, now: Date): Promise<void> {
  const newest = await newestRequest(database);
  if (newest === undefined || now.getTime() - newest.getTime() >= everyMs) await requestPass(database, now);
}
