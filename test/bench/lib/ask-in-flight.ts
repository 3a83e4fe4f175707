import { quantile } from './report.ts';

/** Asks every question with a fixed number in flight. @returns the time of each, in ms */
export async function askInFlight<Question>(
  name: string,
  questions: readonly Question[],
  inFlight: number,
  ask: (question: Question) => Promise<unknown>,
): Promise<Record<string, number>> {
  const times: number[] = [];
  const unasked = questions.values();
  const startedAt = performance.now();
  const work = async () => {
    for (const question of unasked) {
      const askedAt = performance.now();
      await ask(question);
      times.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  const seconds = (performance.now() - startedAt) / 1_000;
  const prefix = `${name}, ${inFlight} in flight`;
  return {
    [`${prefix}: p50 ms`]: quantile(times, 0.5),
    [`${prefix}: p99 ms`]: quantile(times, 0.99),
    [`${prefix}: a second`]: questions.length / seconds,
  };
}
