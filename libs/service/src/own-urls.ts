import { settingPrefix } from './manifest.ts';
import { type Environment, setVariables } from './settings/index.ts';

const servers = ['DATABASE_URL', 'NATS_URL'] as const;

/** The setting that gives one service a URL of its own, such as `FEED_API_NATS_URL`. */
export const ownUrlVariable = (service: string, server: (typeof servers)[number]): string =>
  `${settingPrefix(service)}_${server}`;

/** The variables with the URLs that are for this service. */
export function withOwnUrls(service: string, environment: Environment): Readonly<Record<string, string>> {
  const variables = setVariables(environment);
  const own = servers.flatMap((server) => {
    const url = variables[ownUrlVariable(service, server)];
    return url === undefined ? [] : [[server, url] as const];
  });
  return { ...variables, ...Object.fromEntries(own) };
}
