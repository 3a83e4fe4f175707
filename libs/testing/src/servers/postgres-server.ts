import { startPostgres } from '@jophiel/embedded';
import { temporaryFolder } from '../temporary-folder.ts';
import { startPostgresContainer, type TestServer } from './containers.ts';
import { serverSource } from './server-source.ts';

/**
 * A PostgreSQL on which databases can be created; `serverSource` says where it comes from. Its URL is that of the
 * administrator.
 * @param settings further server settings, `name=value`; a given server ignores them
 */
export async function providePostgres(settings: readonly string[] = []): Promise<TestServer> {
  const source = serverSource('postgres');
  switch (source.kind) {
    case 'given':
      return { url: source.url, remove: async () => {} };
    case 'container':
      return startPostgresContainer(settings);
    case 'embedded':
      return startEmbedded(settings);
    default:
      throw source satisfies never;
  }
}

async function startEmbedded(settings: readonly string[]): Promise<TestServer> {
  const folder = temporaryFolder('postgres');
  const server = await startPostgres({ folder: `${folder.path}/postgres`, durable: false, settings });
  return {
    url: server.url,
    async remove() {
      await server.stop();
      folder.remove();
    },
  };
}
