import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { fuzz } from './fuzz.ts';

/* The short part; fuzz.long.test.ts has the rest. */

const REQUESTS = 500;
let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => stack?.stop());

test(`${REQUESTS} requests made from the OpenAPI documents: no defect, and every answer matches its schema`, async () => {
  const { statuses, operations, faults } = await fuzz(stack, REQUESTS);
  expect(faults).toEqual([]);
  expect(operations).toBeGreaterThan(40);
  // All are asked for: requests that are served, that are refused, and that nobody may send.
  expect(Math.min(...[200, 400, 401].map((status) => statuses[status] ?? 0))).toBeGreaterThan(REQUESTS / 40);
});
