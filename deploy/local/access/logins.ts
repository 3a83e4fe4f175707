import { type Login, loginOf } from '@jophiel/postgres';
import { ownUrlVariable } from '@jophiel/service/own-urls';
import { serviceNames } from '../stack/services.ts';
import { readPasswords, urlAs } from './passwords.ts';

/** The access to an embedded PostgreSQL. */
export interface PostgresAccess {
  readonly logins: readonly Login[];
  urlOf(installerUrl: string, service: string): string;
}

/** @param file where the passwords are kept */
export function embeddedPostgresAccess(file: string): PostgresAccess {
  const passwords: Readonly<Record<string, string>> = readPasswords(file, serviceNames);
  return {
    logins: serviceNames.map((service) => ({ service, password: passwords[service]! })),
    urlOf: (url, service) => urlAs(url, loginOf(service), passwords[service]!),
  };
}

/** The logins that the settings name, such as `SCORER_DATABASE_URL=postgresql://jophiel_login_scorer:password@…`. */
export function namedLogins(variables: Readonly<Record<string, string>>): Login[] {
  return serviceNames.flatMap((service) => {
    const url = variables[ownUrlVariable(service, 'DATABASE_URL')];
    const [, user, password] = /\/\/([^:@/]*):([^@/]*)@/.exec(url ?? '') ?? [];
    return user === loginOf(service) ? [{ service, password: decodeURIComponent(password!) }] : [];
  });
}
