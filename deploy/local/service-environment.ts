import { localFolder } from './stack/stack.ts';

/** The servers as one service reaches them. */
export interface ServiceUrls {
  readonly databaseUrl: string;
  readonly natsUrl: string;
}

/** Variables that hold what other processes log in with. */
const ofOthers = /_(DATABASE|NATS)_URL$|PASSWORD|^JOPHIEL_.*KEY/;

/**
 * Environment of a service: the set variables without the logins of others, its own URLs, and folders in the checkout for
 * logs and snapshots unless others are set.
 */
export function serviceEnvironment(variables: Readonly<Record<string, string>>, own: ServiceUrls) {
  return {
    LOG_FOLDER: `${localFolder}/logs`,
    ANN_SNAPSHOT_FOLDER: `${localFolder}/data/ann`,
    ...withoutLogins(variables),
    DATABASE_URL: own.databaseUrl,
    NATS_URL: own.natsUrl,
  };
}

export function withoutLogins<Value>(variables: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !ofOthers.test(name)));
}
