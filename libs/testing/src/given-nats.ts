import type { Transport } from '@jophiel/transport';
import { connectNats, jetStreamTransport } from '@jophiel/nats';
import { sharedNats } from './servers/ask-keeper.ts';
import { provideNats } from './servers/nats-server.ts';

export interface GivenNats {
  readonly url: string;
  /** Connected on a connection of its own. */
  connect(): Promise<Transport>;
  remove(): Promise<void>;
}

/** So many streams of gigabytes would not fit a test machine that reserves them. */
export const SCALE = 0.05;

/**
 * JetStream with Jophiel's streams: an account of its own on the server that the test files of a run share, or outside of a
 * test run a server of its own.
 */
export async function givenNats(): Promise<GivenNats> {
  const { url, remove } = (await shared()) ?? (await own());
  const connections: Awaited<ReturnType<typeof connectNats>>[] = [];
  return {
    url,
    async connect() {
      const connection = await connectNats({ url, name: 'test' });
      connections.push(connection);
      return jetStreamTransport(connection, { replicas: 1, scale: SCALE });
    },
    async remove() {
      await Promise.all(connections.map(async (connection) => connection.close()));
      await remove();
    },
  };
}

async function shared() {
  const account = await sharedNats();
  // Its streams go with the server, at the end of the run.
  return account && { ...account, remove: async () => {} };
}

async function own() {
  const server = await provideNats(1);
  return { url: server.urls[0]!, remove: server.remove };
}
