import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setVariables } from '@jophiel/service/settings';
import { readConfig } from './config.ts';
import { portOf, type ServiceName, serviceNames, urlVariable } from './services.ts';

/** Where the parts of a running Jophiel are. */
export interface Stack {
  readonly databaseUrl: string | undefined;
  readonly natsUrl: string | undefined;
  readonly domain: string;
  readonly services: Readonly<Record<ServiceName, string>>;
}

export const repository = fileURLToPath(new URL('../../../', import.meta.url));
/** Everything that a local stack keeps: data, logs, and where its parts are. */
export const localFolder = `${repository}.jophiel`;
/** Where the parts of the run are that goes on. */
export const runningFile = `${localFolder}/running.json`;
/** What lets in to a stack on this machine; only its owner may read it. */
export const accessFolder = `${localFolder}/access`;
export const developmentFiles = {
  /** The service key that npm start made. */
  key: `${accessFolder}/key`,
  /** Signs the tokens of `jophiel token`. */
  signingKey: `${accessFolder}/signing-key.json`,
  /** Its public part, for the services. */
  keySet: `${accessFolder}/token-keys.json`,
} as const;

/**
 * As the settings say, where they say nothing as `npm start` has left it, else as the defaults are.
 * @throws JophielError SETTING_INVALID for a URL that is none
 */
export function findStack(environment: NodeJS.ProcessEnv = process.env): Stack {
  const running = existsSync(runningFile) ? (JSON.parse(readFileSync(runningFile, 'utf8')) as Stack) : undefined;
  const variables = setVariables(environment);
  const named = namedUrls(environment);
  const urlOf = (name: ServiceName) => {
    const { variable: port } = portOf(name);
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

/** The file with the key of the stack that runs here; undefined when none runs, or it has none. */
export function developmentKeyFile(): string | undefined {
  return existsSync(runningFile) && existsSync(developmentFiles.key) ? developmentFiles.key : undefined;
}

function namedUrls(environment: NodeJS.ProcessEnv): Partial<Record<ServiceName, string | undefined>> {
  const settings: Readonly<Record<string, string | undefined>> = readConfig(environment);
  return Object.fromEntries(serviceNames.map((name) => [name, settings[urlVariable(name)]]));
}

/** Where a service on this machine is asked: who listens on every interface is asked on loopback. */
export function defaultUrl(name: ServiceName, variables: Readonly<Record<string, string>>): string {
  const { variable, preset } = portOf(name);
  const host = everyInterface[variables.HOST ?? ''] ?? variables.HOST ?? '127.0.0.1';
  return `http://${host.includes(':') ? `[${host}]` : host}:${variables[variable] ?? preset}`;
}

const everyInterface: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

export function saveStack(stack: Stack): void {
  mkdirSync(dirname(runningFile), { recursive: true });
  // The URL of the database has its password in it.
  writeFileSync(runningFile, JSON.stringify(stack, null, 2), { mode: 0o600 });
}

export function forgetStack(): void {
  rmSync(runningFile, { force: true });
}
