import { authorizationText } from '@jophiel/nats/permissions';
import { natsUsers } from './nats-users.ts';
import { readPasswords, urlAs } from './passwords.ts';

/** A user of the tests and benchmarks, who may do everything. */
export const TESTER = 'tester';

/** The access to an embedded NATS. */
export interface NatsAccess {
  /** Lines of the server's configuration. */
  readonly settings: readonly string[];
  urlOf(serverUrl: string, user: string): string;
}

/** @param folder where the passwords are kept */
export function embeddedNatsAccess(folder: string, options: { readonly withTester?: boolean } = {}): NatsAccess {
  const anything = { publish: ['>'], refused: [], subscribe: ['>'], answers: false };
  const users = [...natsUsers, ...(options.withTester === true ? [{ name: TESTER, ...anything }] : [])];
  const passwords = readPasswords(
    `${folder}/passwords.json`,
    users.map(({ name }) => name),
  );
  return {
    settings: [authorizationText(users, (user) => JSON.stringify(passwords[user]))],
    urlOf: (serverUrl, user) => urlAs(serverUrl, user, passwords[user]!),
  };
}
