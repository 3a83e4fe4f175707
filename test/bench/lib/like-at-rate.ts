import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '@jophiel/generator';
import { connectNats, jetStreamTransport } from '@jophiel/nats';
import type { RunningStack } from '../../stack/running-stack.ts';
import { postLike } from './post-like.ts';

interface News {
  readonly payload: { readonly user_id: string };
}

const SETTLE_MS = 10_000;

/**
 * Likes of users in turn, at a rate that does not depend on the answers. Each is timed from its scheduled moment, so that
 * a slow system gets the same load.
 *
 * @returns the ms of each like until its feed changed; how many were skipped because their user still waited
 */
export async function likeAtRate(
  stack: RunningStack,
  { samples, rate, users, seconds }: { samples: number; rate: number; users: number; seconds: number },
): Promise<{ times: number[]; skipped: number; seconds: number }> {
  const random = randomFrom(7);
  const connection = await connectNats({ url: stack.natsUrl, name: 'bench' });
  const transport = await jetStreamTransport(connection, { replicas: 1, scale: 0.5 });
  const dueAt = new Map<string, number>();
  const times: number[] = [];
  const following = await transport.follow('feed.updated', (body) => {
    const { payload } = JSON.parse(Buffer.from(body).toString()) as News;
    const since = dueAt.get(payload.user_id);
    if (since === undefined) return;
    dueAt.delete(payload.user_id);
    times.push(performance.now() - since);
  });
  const startedAt = performance.now();
  const sending: Promise<void>[] = [];
  let skipped = 0;
  for (let like = 0; like < rate * seconds; like++) {
    const due = startedAt + (like * 1_000) / rate;
    if (due > performance.now()) await sleep(due - performance.now());
    const user = (like % users) + 1;
    if (dueAt.has(String(user))) {
      skipped += 1;
      continue;
    }
    dueAt.set(String(user), due);
    sending.push(postLike(stack, user, random.below(samples) + 1));
  }
  await Promise.all(sending);
  const deadline = performance.now() + SETTLE_MS;
  while (dueAt.size > 0 && performance.now() < deadline) await sleep(10);
  const elapsed = (performance.now() - startedAt) / 1_000;
  await following.stop();
  await connection.close();
  return { times, skipped: skipped + dueAt.size, seconds: Math.min(elapsed, seconds) };
}
