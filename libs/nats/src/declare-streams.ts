import { jetstreamManager } from '@nats-io/jetstream';
import { connectNats, type NatsTls } from './connect.ts';
import { installTopology, type StreamSize } from './install-topology.ts';
import { inboxPrefixOf } from './permissions/nats-user.ts';
import { INSTALLER } from './permissions/other-users.ts';

/**
 * Creates the streams that are missing, as the installer.
 * @throws JophielError TOPOLOGY_DIFFERS, BROKER_UNAVAILABLE or BROKER_FORBIDDEN
 */
export async function declareStreams({
  url,
  tls,
  ...size
}: StreamSize & { readonly url: string; readonly tls?: NatsTls | undefined }): Promise<void> {
  const connection = await connectNats({ url, tls, name: 'jophiel installer', inboxPrefix: inboxPrefixOf(INSTALLER) });
  try {
    await installTopology(await jetstreamManager(connection), size);
  } finally {
    await connection.close();
  }
}
