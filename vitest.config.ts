import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** `npm run test:security` sets it: the tests that take too long for every run, and only those. */
const isLong = process.env.JOPHIEL_LONG_TESTS === '1';

/** One configuration for every package: each runs it with its own folder as the root. */
export default defineConfig({
  test: {
    globalSetup: fileURLToPath(new URL('libs/testing/src/servers/global-setup.ts', import.meta.url)),
    include: [isLong ? '**/*.long.test.ts' : '**/*.test.ts'],
    exclude: ['**/node_modules/**', ...(isLong ? [] : ['**/*.long.test.ts'])],
    // Real servers start inside the tests, and two cores may be busy with a neighbour's.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // A worker that runs one file after another imports what they share once; that costs more than most tests.
    isolate: false,
    // Turbo runs two packages beside each other; a package that runs alone uses two cores itself.
    maxWorkers: process.env.TURBO_HASH === undefined ? 2 : 1,
  },
});
