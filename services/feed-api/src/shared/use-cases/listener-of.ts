import { loadListeners } from '@jophiel/candidates';
import type { Executor } from '@jophiel/postgres';
import { anonymousListener, type Arms, type Listener } from '@jophiel/scoring';

export async function listenerOf(
  database: Executor,
  userId: string | undefined,
  { control: { options } }: Arms,
): Promise<Listener> {
  if (userId === undefined) return anonymousListener();
  const [known] = await loadListeners(database, [userId], options);
  return known ?? anonymousListener(userId);
}
