import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setVariables } from '@jophiel/settings';
import { readConfig } from '../config.ts';

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

/**
 * As the settings say, where they say nothing as `npm start` has left it, else as the defaults are.
 * @throws JophielError SETTING_INVALID for a URL that is none
 */
export function findStack(environment: NodeJS.ProcessEnv = process.env): Stack {
  const running = existsSync(runningFile) ? (JSON.parse(readFileSync(runningFile, 'utf8')) as Stack) : undefined;
  const variables = setVariables(environment);
  const named = namedUrls(environment);
  const urlOf = (name: ServiceName) => {
    const [port] = ports[name];
    if (named[name] !== undefined) return named[name].replace(/\/+$/, '');
    if (variables[port] === undefined && running !== undefined) return running.services[name];
    return defaultUrl(name, variables);
  };
  return {
    databaseUrl: variables.DATABASE_URL ?? running?.databaseUrl,
    natsUrl: variables.NATS_URL ?? running?.natsUrl,
    domain: variables.JOPHIEL_DOMAIN ?? running?.domain ?? 'audio',
    services: Object.fromEntries(serviceNames.map((name) => [name, urlOf(name)])) as Stack['services'],
  };
}

function namedUrls(environment: NodeJS.ProcessEnv): Partial<Record<ServiceName, string | undefined>> {
  const settings = readConfig(environment);
  return {
    ingestion: settings.INGESTION_URL,
    vectorizer: settings.VECTORIZER_URL,
    profile: settings.PROFILE_URL,
    scorer: settings.SCORER_URL,
    'feed-api': settings.FEED_API_URL,
    ann: settings.ANN_URL,
  };
}

/** Where a service on this machine is asked: who listens on every interface is asked on loopback. */
export function defaultUrl(name: ServiceName, variables: Readonly<Record<string, string>>): string {
  const [variable, preset] = ports[name];
  const host = everyInterface[variables.HOST ?? ''] ?? variables.HOST ?? '127.0.0.1';
  return `http://${host.includes(':') ? `[${host}]` : host}:${variables[variable] ?? preset}`;
}

const everyInterface: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

export function rememberStack(stack: Stack): void {
  mkdirSync(dirname(runningFile), { recursive: true });
  // The URL of the database has its password in it.
  writeFileSync(runningFile, JSON.stringify(stack, null, 2), { mode: 0o600 });
}

export function forgetStack(): void {
  rmSync(runningFile, { force: true });
}
