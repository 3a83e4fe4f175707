import { provideNatsServer, startNats, startPostgres } from '@jophiel/embedded';
import { localFolder } from './stack/stack.ts';
import type { Console } from './console.ts';

/** The servers behind the services: given by settings, or started here with their data in the checkout. */
export interface Backends {
  readonly databaseUrl: string;
  readonly natsUrl: string;
  stop(): Promise<void>;
}

export async function provideBackends(
  variables: Readonly<Record<string, string>>,
  console: Console,
): Promise<Backends> {
  const stops: (() => Promise<void>)[] = [];
  const postgres = async () => {
    if (variables.DATABASE_URL !== undefined) return variables.DATABASE_URL;
    const server = await startPostgres({ folder: `${localFolder}/data/postgres`, durable: true });
    stops.push(async () => server.stop());
    console.say('jophiel', `PostgreSQL is up, with its data in ${server.folder}`);
    return server.url;
  };
  const nats = async () => {
    if (variables.NATS_URL !== undefined) return variables.NATS_URL;
    provideNatsServer((line) => console.say('jophiel', line));
    const server = await startNats({ folder: `${localFolder}/data/nats` });
    stops.push(async () => server.stop());
    console.say('jophiel', `NATS is up, with its data in ${server.store}`);
    return server.url;
  };
  const [databaseUrl, natsUrl] = await Promise.all([postgres(), nats()]);
  return {
    databaseUrl,
    natsUrl,
    async stop() {
      await Promise.all(stops.map(async (stop) => stop()));
    },
  };
}
