import { startNats } from '@jophiel/embedded';
import { temporaryFolder } from '../temporary-folder.ts';
import { startNatsContainer, type TestServer } from './containers.ts';
import { serverSource } from './server-source.ts';

/** A nats-server with accounts: each has its own subjects and streams, so tests can share the server. */
export interface NatsServer {
  /** One URL per account. */
  readonly urls: readonly string[];
  remove(): Promise<void>;
}

/** `serverSource` says where the server comes from. */
export async function provideNats(accounts: number): Promise<NatsServer> {
  const names = Array.from({ length: accounts }, (_, index) => `test${index}`);
  const settings = [
    'accounts {',
    ...names.map((name) => `  ${name} { jetstream: enabled, users: [{ user: ${name}, password: ${name} }] }`),
    '}',
  ];
  const server = await start(settings);
  return { urls: names.map((name) => server.url.replace('//', `//${name}:${name}@`)), remove: server.remove };
}

async function start(settings: readonly string[]): Promise<TestServer> {
  if (serverSource('nats').kind === 'container') return startNatsContainer(settings);
  const folder = temporaryFolder('nats');
  const server = await startNats({ folder: folder.path, settings });
  return {
    url: server.url,
    async remove() {
      await server.stop();
      folder.remove();
    },
  };
}
