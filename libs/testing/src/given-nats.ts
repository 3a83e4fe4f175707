import { startNats } from '@jophiel/embedded';
import type { Transport } from '@jophiel/transport';
import { connectNats, jetStreamTransport } from '@jophiel/nats';
import { startNatsContainer, type TestServer } from './servers/containers.ts';
import { serverSource } from './servers/server-source.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface GivenNats {
  readonly url: string;
  /** Connected on a connection of its own. */
  connect(): Promise<Transport>;
  remove(): Promise<void>;
}

/** So many streams of gigabytes would not fit a test machine that reserves them. */
const SCALE = 0.05;

/** A real nats-server with JetStream and Jophiel's streams; `serverSource` says where the server comes from. */
export async function givenNats(): Promise<GivenNats> {
  const server = serverSource('nats').kind === 'container' ? await startNatsContainer() : await startEmbedded();
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

async function startEmbedded(): Promise<TestServer> {
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
