import { getContainerRuntimeClient } from 'testcontainers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { givenNats, givenPostgres } from '../index.ts';
import { provideNats } from './nats-server.ts';
import { providePostgres } from './postgres-server.ts';

const hasEngine = await getContainerRuntimeClient().then(
  () => true,
  () => false,
);

afterEach(() => {
  vi.unstubAllEnvs();
});

/* "once with testcontainers (JOPHIEL_TEST_CONTAINERS=1)" */
describe('JOPHIEL_TEST_CONTAINERS=1', () => {
  test.skipIf(hasEngine).each([
    ['PostgreSQL', async () => providePostgres()],
    ['NATS', async () => provideNats(1)],
  ])('without a Docker engine, %s says what is missing and what to do', async (_, provide) => {
    vi.stubEnv('DATABASE_URL', '');
    vi.stubEnv('JOPHIEL_TEST_CONTAINERS', '1');
    await expect(provide()).rejects.toMatchObject({
      code: 'PREREQUISITE_MISSING',
      message: expect.stringMatching(/needs a Docker engine, and none answers\. Start Docker .*unset/),
    });
  });

  test.runIf(process.env.JOPHIEL_TEST_CONTAINERS === '1')(
    'the servers run in containers',
    async () => {
      const [postgres, nats] = await Promise.all([givenPostgres(), givenNats()]);
      expect(await postgres.database.query({ text: 'SHOW fsync' })).toEqual([{ fsync: 'off' }]);
      const data = await postgres.database.query({ text: 'SHOW data_directory' });
      expect(data).toEqual([{ data_directory: expect.stringMatching(/^\/var\/lib\/postgresql/) }]);
      expect((await nats.connect()).connected()).toBe(true);
      await Promise.all([postgres.remove(), nats.remove()]);
    },
    300_000,
  );
});
