import { localFolder } from './stack/stack.ts';

/**
 * Environment of each service: the set variables, the provided servers, and folders in the checkout for logs and
 * snapshots unless others are set.
 */
export function serviceEnvironment(
  variables: Readonly<Record<string, string>>,
  provided: { readonly databaseUrl: string; readonly natsUrl: string },
) {
  return {
    LOG_FOLDER: `${localFolder}/logs`,
    ANN_SNAPSHOT_FOLDER: `${localFolder}/data/ann`,
    ...variables,
    DATABASE_URL: provided.databaseUrl,
    NATS_URL: provided.natsUrl,
  };
}
