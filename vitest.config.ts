import { defineConfig } from 'vitest/config';

/** One configuration for every package: each runs it with its own folder as the root. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    // Real servers start inside the tests, and two cores may be busy with a neighbour's.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // A file that starts PostgreSQL and NATS is heavy; more at once than cores only makes all of them late.
    maxWorkers: 2,
  },
});
