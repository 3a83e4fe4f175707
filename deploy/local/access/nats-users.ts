import { outsideEvents } from '@jophiel/contracts';
import { installerUser, type NatsUser, senderUser, serviceUser } from '@jophiel/nats/permissions';
import { manifests } from '../stack/services.ts';

/** The systems outside of Jophiel that may publish over NATS, by the roles of the contracts. */
const roles = [...new Set(outsideEvents.flatMap(({ senders = [] }) => senders))];

/** Every user of the NATS server: one per service, one per sender, and the installer. */
export const natsUsers: readonly NatsUser[] = [
  ...manifests.map((manifest) => serviceUser(manifest, manifests)),
  ...roles.map((role) =>
    senderUser(
      role,
      outsideEvents.filter(({ senders = [] }) => senders.includes(role)).map(({ subject }) => subject),
    ),
  ),
  installerUser,
];
