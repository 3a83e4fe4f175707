import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the question does not throw, and then returns its answer; throws its last error after the patience. */
export async function eventually<Answer>(
  question: () => Promise<Answer> | Answer,
  patienceMs = 30_000,
): Promise<Answer> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await question();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(20);
    }
  }
}
