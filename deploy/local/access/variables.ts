import { settingPrefix } from '@jophiel/service/manifest';
import { serviceNames } from '../stack/services.ts';
import { natsUsers } from './nats-users.ts';

/** The variable of docker compose with the password of a user of NATS. */
export const natsPasswordVariable = (user: string): string => `NATS_PASSWORD_${settingPrefix(user)}`;
/** The variable of docker compose with the password of the login of a service. */
export const postgresPasswordVariable = (service: string): string => `POSTGRES_PASSWORD_${settingPrefix(service)}`;

/** Every password that docker compose needs. */
export const passwordVariables: readonly string[] = [
  'POSTGRES_PASSWORD',
  ...serviceNames.map(postgresPasswordVariable),
  ...natsUsers.map(({ name }) => natsPasswordVariable(name)),
];
