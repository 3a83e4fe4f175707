import { provideNatsServer, startNats, startPostgres } from '@jophiel/embedded';
import { INSTALLER } from '@jophiel/nats/permissions';
import type { Login } from '@jophiel/postgres';
import { withOwnUrls } from '@jophiel/service/own-urls';
import { embeddedNatsAccess } from './access/embedded-nats.ts';
import { embeddedPostgresAccess, namedLogins } from './access/logins.ts';
import type { ServiceName } from './stack/services.ts';
import { localFolder } from './stack/stack.ts';
import { KeptServer } from './supervision/kept-server.ts';
import type { Watchdog } from './supervision/watchdog.ts';
import type { ServiceUrls } from './service-environment.ts';
import type { Console } from './console.ts';

/** The servers behind the services: given by settings, or started and kept here with their data in the checkout. */
export interface Backends {
  /** As the installer reaches it. */
  readonly databaseUrl: string;
  /** As the installer reaches it. */
  readonly natsUrl: string;
  /** The logins of the services, for the installer. */
  readonly logins: readonly Login[];
  readonly urlsOf: (service: ServiceName) => ServiceUrls;
  stop(): Promise<void>;
}

/** @param onHopeless called when a server that was started here cannot be brought back */
export async function provideBackends(
  variables: Readonly<Record<string, string>>,
  console: Console,
  watchdog: Watchdog,
  onHopeless: () => void,
): Promise<Backends> {
  const stops: (() => Promise<void>)[] = [];
  const kept = {
    console,
    onHopeless,
    portOf: ({ url }: { readonly url: string }) => Number(new URL(url).port),
  };
  const postgres = async () => {
    if (variables.DATABASE_URL !== undefined) return undefined;
    const access = embeddedPostgresAccess(`${localFolder}/data/logins.json`);
    const options = {
      folder: `${localFolder}/data/postgres`,
      durable: true,
      onLife: watchdog.follow('INT'),
    };
    const start = async (port?: number) => startPostgres({ ...options, ...(port === undefined ? {} : { port }) });
    const keeper = await KeptServer.start({ ...kept, name: 'PostgreSQL', start });
    stops.push(async () => keeper.stop());
    const { server } = keeper;
    console.say('jophiel', `PostgreSQL is up, with its data in ${server.folder}`);
    return { url: server.url, access };
  };
  const nats = async () => {
    if (variables.NATS_URL !== undefined) return undefined;
    provideNatsServer((line) => console.say('jophiel', line));
    const folder = `${localFolder}/data/nats`;
    const access = embeddedNatsAccess(folder);
    const options = { folder, settings: access.settings, onLife: watchdog.follow('TERM') };
    const start = async (port?: number) => startNats({ ...options, ...(port === undefined ? {} : { port }) });
    const keeper = await KeptServer.start({ ...kept, name: 'NATS', start });
    stops.push(async () => keeper.stop());
    const { server } = keeper;
    console.say('jophiel', `NATS is up, with its data in ${server.store}`);
    return (user: string) => access.urlOf(server.url, user);
  };
  const [embedded, natsUrlOf] = await Promise.all([postgres(), nats()]);
  const databaseUrl = embedded?.url ?? variables.DATABASE_URL!;
  return {
    databaseUrl,
    logins: embedded?.access.logins ?? namedLogins(variables),
    natsUrl: natsUrlOf?.(INSTALLER) ?? variables.NATS_URL!,
    urlsOf: (service) => {
      const own = withOwnUrls(service, variables);
      return {
        databaseUrl: embedded?.access.urlOf(databaseUrl, service) ?? own.DATABASE_URL!,
        natsUrl: natsUrlOf?.(service) ?? own.NATS_URL!,
      };
    },
    async stop() {
      await Promise.all(stops.map(async (stop) => stop()));
    },
  };
}
