import { startNats } from '@jophiel/embedded';
import type { Transport } from '@jophiel/transport';
import { connectNats, jetStreamTransport } from '@jophiel/nats';
import { temporaryFolder } from './temporary-folder.ts';

export interface GivenNats {
  readonly url: string;
  /** Connected on a connection of its own. */
  connect(): Promise<Transport>;
  remove(): Promise<void>;
}

/** So many streams of gigabytes would not fit a test machine that reserves them. */
const SCALE = 0.05;

/** A real nats-server with JetStream and Jophiel's streams. An embedded one, or in a container with `JOPHIEL_TEST_CONTAINERS=1`. */
export async function givenNats(): Promise<GivenNats> {
  const server = process.env.JOPHIEL_TEST_CONTAINERS === '1' ? await startContainer() : await startEmbedded();
  const connections: Awaited<ReturnType<typeof connectNats>>[] = [];
  return {
    url: server.url,
    async connect() {
      const connection = await connectNats({ url: server.url, name: 'test' });
      connections.push(connection);
      return jetStreamTransport(connection, { replicas: 1, scale: SCALE });
    },
    async remove() {
      await Promise.all(connections.map(async (connection) => connection.close()));
      await server.remove();
    },
  };
}

async function startEmbedded() {
  const folder = temporaryFolder('nats');
  const server = await startNats({ folder: folder.path });
  return {
    url: server.url,
    async remove() {
      await server.stop();
      folder.remove();
    },
  };
}

async function startContainer() {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer('nats:2.12')
    .withCommand(['-js'])
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
