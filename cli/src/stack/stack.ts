import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the parts of a running Jophiel are. */
export interface Stack {
  readonly databaseUrl: string | undefined;
  readonly natsUrl: string | undefined;
  readonly domain: string;
  readonly services: Readonly<Record<ServiceName, string>>;
}

export const serviceNames = ['ingestion', 'vectorizer', 'profile', 'scorer', 'feed-api', 'ann'] as const;
export type ServiceName = (typeof serviceNames)[number];
/** Those that consume events as their work, with dead letters; the others only follow what happens. */
export const consumingServices = serviceNames.filter((name) => name !== 'feed-api' && name !== 'ann');

export const repository = fileURLToPath(new URL('../../../', import.meta.url));
/** Everything that a local stack keeps: data, logs, and where its parts are. */
export const localFolder = `${repository}.jophiel`;
const runningFile = `${localFolder}/running.json`;

const ports: Readonly<Record<ServiceName, readonly [variable: string, preset: number]>> = {
  ingestion: ['INGESTION_PORT', 8790],
  vectorizer: ['VECTORIZER_PORT', 8791],
  profile: ['PROFILE_PORT', 8792],
  scorer: ['SCORER_PORT', 8793],
  'feed-api': ['FEED_API_PORT', 8789],
  ann: ['ANN_PORT', 8794],
};

/** As the environment says, where it says nothing as `npm start` has left it, else as the defaults are. */
export function findStack(environment: NodeJS.ProcessEnv = process.env): Stack {
  const running = existsSync(runningFile) ? (JSON.parse(readFileSync(runningFile, 'utf8')) as Stack) : undefined;
  return {
    databaseUrl: environment.DATABASE_URL || running?.databaseUrl,
    natsUrl: environment.NATS_URL || running?.natsUrl,
    domain: environment.JOPHIEL_DOMAIN || running?.domain || 'audio',
    services: Object.fromEntries(
      serviceNames.map((name) => {
        const [variable] = ports[name];
        return [
          name,
          environment[variable] === undefined && running !== undefined
            ? running.services[name]
            : defaultUrl(name, environment),
        ];
      }),
    ) as Stack['services'],
  };
}

export function defaultUrl(name: ServiceName, environment: NodeJS.ProcessEnv): string {
  const [variable, preset] = ports[name];
  return `http://${environment.HOST || '127.0.0.1'}:${environment[variable] || preset}`;
}

export function rememberStack(stack: Stack): void {
  mkdirSync(dirname(runningFile), { recursive: true });
  // The URL of the database has its password in it.
  writeFileSync(runningFile, JSON.stringify(stack, null, 2), { mode: 0o600 });
}

export function forgetStack(): void {
  rmSync(runningFile, { force: true });
}
