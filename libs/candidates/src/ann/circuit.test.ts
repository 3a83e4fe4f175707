import { beforeEach, expect, test } from 'vitest';
import { Circuit } from './circuit.ts';

let time: number;
let changes: unknown[];
let circuit: Circuit;
let tries: number;

beforeEach(() => {
  [time, changes, tries] = [0, [], 0];
  circuit = new Circuit({
    pauseMs: 100,
    maxPauseMs: 350,
    clock: () => time,
    onChange: (works, reason) => changes.push(works ? 'works' : (reason as Error).message),
  });
});

const failing = async () => {
  tries += 1;
  throw new Error(`failure ${tries}`);
};
const working = async () => {
  tries += 1;
  return { tries };
};
/** Calls attempt at these times and returns the times at which the work ran. */
async function triedAt(work: () => Promise<object>, times: readonly number[]): Promise<number[]> {
  const tried: number[] = [];
  for (time of times) {
    const before = tries;
    await circuit.attempt(work);
    if (tries > before) tried.push(time);
  }
  return tried;
}

test('working calls run each time and report no change', async () => {
  expect(await circuit.attempt(working)).toEqual({ tries: 1 });
  expect(await circuit.attempt(working)).toEqual({ tries: 2 });
  expect(changes).toEqual([]);
});

test('the pause doubles with each failure, up to maxPauseMs', async () => {
  const everyTen = Array.from({ length: 150 }, (_, index) => index * 10);
  expect(await triedAt(failing, everyTen)).toEqual([0, 100, 300, 650, 1_000, 1_350]);
});

test('a change is reported once, with the reason', async () => {
  await triedAt(failing, [0, 10, 100, 300]);
  expect(changes).toEqual(['failure 1']);
  expect(await triedAt(working, [640, 650, 651])).toEqual([650, 651]);
  expect(changes).toEqual(['failure 1', 'works']);
});

test('works is false from a failure to the next success', async () => {
  const seen = [circuit.works];
  circuit = new Circuit({
    pauseMs: 100,
    maxPauseMs: 350,
    clock: () => time,
    onChange: () => void seen.push(circuit.works),
  });
  await triedAt(failing, [0, 100]);
  await triedAt(working, [300]);
  expect(seen).toEqual([true, false, true]);
});

test('a success resets the pause', async () => {
  await triedAt(failing, [0, 100, 300]);
  await triedAt(working, [650]);
  expect(await triedAt(failing, [700, 799, 800])).toEqual([700, 800]);
});

test('after a pause one caller tries; the others do not wait for it', async () => {
  await circuit.attempt(failing);
  time = 100;
  const outcome = Promise.withResolvers<object>();
  const first = circuit.attempt(async () => outcome.promise);
  expect(await circuit.attempt(working)).toBeUndefined();
  outcome.resolve({ back: true });
  expect(await first).toEqual({ back: true });
  expect(await circuit.attempt(working)).toEqual({ tries: 2 });
});
