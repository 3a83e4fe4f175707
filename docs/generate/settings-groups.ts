import type { SettingsGroup } from '@jophiel/service/settings';
import Type from 'typebox';
import { CommonSettings } from '@jophiel/service';
import { CliSettings, KeySettings, manifests } from '@jophiel/local';

/** Of docker compose, which starts the servers with them; no service reads these. */
const ComposeSettings = Type.Object({
  POSTGRES_PASSWORD: Type.String({
    description:
      'docker compose only: the password of its PostgreSQL, in letters and digits because it becomes part of a URL (openssl rand -hex 24). There is no default.',
  }),
  NATS_PASSWORD: Type.String({
    description: 'docker compose only: the password of its NATS, in letters and digits too. There is no default.',
  }),
  POSTGRES_PORT: Type.Integer({
    minimum: 1,
    maximum: 65535,
    default: 15432,
    description: 'docker compose only: the port on 127.0.0.1 where the host reaches its PostgreSQL.',
  }),
  NATS_PORT: Type.Integer({
    minimum: 1,
    maximum: 65535,
    default: 14222,
    description: 'docker compose only: the port on 127.0.0.1 where the host, so your platform, reaches its NATS.',
  }),
});

/** The settings of everything, what all services share first. */
export const settingsGroups: readonly SettingsGroup[] = [
  { title: 'All services', schema: CommonSettings },
  ...manifests.map(({ title, settings }) => ({ title, schema: settings })),
  {
    title: 'Commands (npm run jophiel)',
    schema: Type.Object({ ...KeySettings.properties, ...CliSettings.properties }),
  },
  { title: 'docker compose', schema: ComposeSettings },
];
