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
/** At these times something is attempted; at which of them was it tried? */
async function triedAt(work: () => Promise<object>, times: readonly number[]): Promise<number[]> {
  const tried: number[] = [];
  for (time of times) {
    const before = tries;
    await circuit.attempt(work);
    if (tries > before) tried.push(time);
  }
  return tried;
}

test('what works is tried each time, and nothing is said', async () => {
  expect(await circuit.attempt(working)).toEqual({ tries: 1 });
  expect(await circuit.attempt(working)).toEqual({ tries: 2 });
  expect(changes).toEqual([]);
});

test('after a failure there is a pause, twice as long after each further one, up to the longest', async () => {
  const everyTen = Array.from({ length: 150 }, (_, index) => index * 10);
  expect(await triedAt(failing, everyTen)).toEqual([0, 100, 300, 650, 1_000, 1_350]);
});

test('a change is told once, with the reason', async () => {
  await triedAt(failing, [0, 10, 100, 300]);
  expect(changes).toEqual(['failure 1']);
  expect(await triedAt(working, [640, 650, 651])).toEqual([650, 651]);
  expect(changes).toEqual(['failure 1', 'works']);
});

test('it works until an attempt fails, and again once one succeeds', async () => {
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

test('after a success the next failure begins with the short pause again', async () => {
  await triedAt(failing, [0, 100, 300]);
  await triedAt(working, [650]);
  expect(await triedAt(failing, [700, 799, 800])).toEqual([700, 800]);
});

test('of many who ask after a pause one tries, and the others do not wait for it', async () => {
  await circuit.attempt(failing);
  time = 100;
  const outcome = Promise.withResolvers<object>();
  const first = circuit.attempt(async () => outcome.promise);
  expect(await circuit.attempt(working)).toBeUndefined();
  outcome.resolve({ back: true });
  expect(await first).toEqual({ back: true });
  expect(await circuit.attempt(working)).toEqual({ tries: 2 });
});
