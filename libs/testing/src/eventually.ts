import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats a question until it does not throw, and returns its answer; throws the last error after the timeout. */
export async function eventually<Answer>(
  question: () => Promise<Answer> | Answer,
  timeoutMs = 30_000,
): Promise<Answer> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await question();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(20);
    }
  }
}
