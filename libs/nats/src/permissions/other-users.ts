import { streams } from '../topology.ts';
import { inboxPrefixOf, type NatsUser } from './nats-user.ts';

/** A system outside of Jophiel: it publishes and hears the acks. */
export function senderUser(name: string, subjects: readonly string[]): NatsUser {
  return { name, publish: subjects, refused: [], subscribe: [`${inboxPrefixOf(name)}.>`], answers: false };
}

export const INSTALLER = 'installer';

/** Declares the streams, and lets an operator change them and look into them. It publishes no event. */
export const installerUser: NatsUser = {
  name: INSTALLER,
  publish: [
    '$JS.API.INFO',
    '$JS.API.STREAM.NAMES',
    '$JS.API.STREAM.LIST',
    ...streams.flatMap(({ name }) => [
      ...['INFO', 'CREATE', 'UPDATE', 'DELETE', 'PURGE', 'MSG.GET'].map((verb) => `$JS.API.STREAM.${verb}.${name}`),
      ...['NAMES', 'LIST'].map((verb) => `$JS.API.CONSUMER.${verb}.${name}`),
      ...['INFO', 'DELETE'].map((verb) => `$JS.API.CONSUMER.${verb}.${name}.*`),
    ]),
  ],
  refused: [],
  subscribe: [`${inboxPrefixOf(INSTALLER)}.>`],
  answers: false,
};
