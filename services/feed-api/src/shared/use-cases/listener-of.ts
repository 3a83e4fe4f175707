import { loadListeners } from '@jophiel/candidates';
import type { Executor } from '@jophiel/postgres';
import type { Arms, Listener } from '@jophiel/scoring';
import { stranger } from '../core/stranger.ts';

/** The user as stored, or somebody of whom nothing is known. */
export async function listenerOf(
  database: Executor,
  userId: string | undefined,
  { control: { options } }: Arms,
): Promise<Listener> {
  if (userId === undefined) return stranger('');
  const [known] = await loadListeners(database, [userId], options);
  return known ?? stranger(userId);
}
