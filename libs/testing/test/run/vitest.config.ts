import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** A test run inside of a test: with the global setup of every package. */
export default defineConfig({
  test: {
    globalSetup: fileURLToPath(new URL('../../src/servers/global-setup.ts', import.meta.url)),
    include: ['*.fixture.ts'],
    testTimeout: 60_000,
    // Both files run at the same time: each has a worker.
    maxWorkers: 2,
  },
});
