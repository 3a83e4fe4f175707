import type { Transport } from '@jophiel/transport';
import { connectNats, jetStreamTransport } from '@jophiel/nats';
import { sharedNats } from './servers/ask-server-host.ts';
import { provideNats } from './servers/nats-server.ts';

export interface GivenNats {
  readonly url: string;
  /** Opens a new connection. */
  connect(): Promise<Transport>;
  remove(): Promise<void>;
}

/** Full-size streams would not fit on a test machine, which reserves their space. */
export const SCALE = 0.05;

/**
 * JetStream with Jophiel's streams: an account on the server that a test run shares, or outside of a run a new server.
 */
export async function givenNats(): Promise<GivenNats> {
  const { url, remove } = (await shared()) ?? (await own());
  const connections: Awaited<ReturnType<typeof connectNats>>[] = [];
  const connect = async () => {
    const connection = await connectNats({ url, name: 'test' });
    connections.push(connection);
    return jetStreamTransport(connection, { replicas: 1, scale: SCALE });
  };
  // A service under test waits for its streams.
  await connect();
  return {
    url,
    connect,
    async remove() {
      await Promise.all(connections.map(async (connection) => connection.close()));
      await remove();
    },
  };
}

async function shared() {
  const account = await sharedNats();
  // The server removes its streams at the end of the run.
  return account && { ...account, remove: async () => {} };
}

async function own() {
  const server = await provideNats(1);
  return { url: server.urls[0]!, remove: server.remove };
}
