import { SERVERS_VARIABLE } from './run.ts';
import type { SharedPostgres } from './shared-servers.ts';

/** The PostgreSQL of this test run; undefined outside of a run, as in a benchmark. */
export const sharedPostgres = async (): Promise<SharedPostgres | undefined> => ask<SharedPostgres>('/postgres');

/** An account of the NATS of this test run, new with each call; undefined outside of a run. */
export const sharedNats = async (): Promise<{ readonly url: string } | undefined> => ask<{ url: string }>('/nats');

async function ask<Answer>(path: string): Promise<Answer | undefined> {
  const address = process.env[SERVERS_VARIABLE];
  if (address === undefined) return undefined;
  const response = await fetch(address + path);
  if (!response.ok) throw new Error(`The servers of this test run did not start:\n${await response.text()}`);
  return (await response.json()) as Answer;
}
