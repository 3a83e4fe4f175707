import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningStack, startStack } from '../stack/running-stack.ts';
import { fuzz } from './fuzz.ts';

const REQUESTS = 50_000;
const TIMEOUT_MS = 3_600_000;
let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => stack?.stop());

test(`${REQUESTS} requests made from the OpenAPI documents`, { timeout: TIMEOUT_MS }, async () => {
  const { statuses, operations, faults } = await fuzz(stack, REQUESTS);
  process.stdout.write(`${operations} operations, answers by status: ${JSON.stringify(statuses)}\n`);
  expect(faults).toEqual([]);
});
