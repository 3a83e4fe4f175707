import { randomBytes } from 'node:crypto';
import { JophielError } from '@jophiel/errors';

/** A server that tests started, or were given. */
export interface TestServer {
  readonly url: string;
  remove(): Promise<void>;
}

/** The images of docker-compose.yml. */
export const POSTGRES_IMAGE = 'postgres:18';
export const NATS_IMAGE = 'nats:2.12-alpine';

const NATS_CONFIG = '/etc/nats/test.conf';

/** PostgreSQL in a container. @param settings further server settings, `name=value` */
export async function startPostgresContainer(settings: readonly string[]): Promise<TestServer> {
  const { GenericContainer, Wait } = await containers();
  const password = randomBytes(12).toString('hex');
  const options = ['max_connections=200', 'fsync=off', 'full_page_writes=off', ...settings];
  const container = await new GenericContainer(POSTGRES_IMAGE)
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withCommand(['postgres', ...options.flatMap((option) => ['-c', option])])
    .withExposedPorts(5432)
    // Once while the image creates the cluster, once when it is ready.
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .start();
  return {
    url: `postgresql://postgres:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`,
    async remove() {
      await container.stop();
    },
  };
}

/** NATS with JetStream in a container. @param settings further lines of its configuration */
export async function startNatsContainer(settings: readonly string[]): Promise<TestServer> {
  const { GenericContainer, Wait } = await containers();
  const container = await new GenericContainer(NATS_IMAGE)
    .withCopyContentToContainer([{ content: ['jetstream {}', ...settings, ''].join('\n'), target: NATS_CONFIG }])
    .withCommand(['-c', NATS_CONFIG])
    .withExposedPorts(4222)
    .withWaitStrategy(Wait.forLogMessage(/Server is ready/))
    .start();
  return {
    url: `nats://${container.getHost()}:${container.getMappedPort(4222)}`,
    async remove() {
      await container.stop();
    },
  };
}

/** @throws JophielError PREREQUISITE_MISSING without a Docker engine */
async function containers() {
  const testcontainers = await import('testcontainers');
  await testcontainers.getContainerRuntimeClient().catch((cause: unknown) => {
    throw new JophielError(
      'PREREQUISITE_MISSING',
      'JOPHIEL_TEST_CONTAINERS=1 needs a Docker engine, and none answers. Start Docker (or set DOCKER_HOST), or unset JOPHIEL_TEST_CONTAINERS: the tests then use embedded servers.',
      { cause },
    );
  });
  return testcontainers;
}
