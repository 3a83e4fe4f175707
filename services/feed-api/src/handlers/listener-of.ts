import type { Executor } from '@jophiel/postgres';
import type { Arms, Listener } from '@jophiel/scoring';
import { stranger } from '../core/stranger.ts';
import { loadListener } from '../statements/load-listener.ts';

/** The user as stored, or somebody of whom nothing is known. */
export async function listenerOf(
  database: Executor,
  userId: string | undefined,
  { control: { options } }: Arms,
): Promise<Listener> {
  const known = userId === undefined ? undefined : await loadListener(database, userId, options);
  return known ?? stranger(userId ?? '');
}
