import type { SettingsGroup } from '@jophiel/service/settings';
import { ownUrlVariable } from '@jophiel/service';
import Type, { type TString } from 'typebox';
import { CommonSettings } from '@jophiel/service';
import { CliSettings, KeySettings, manifests, passwordVariables, serviceNames } from '@jophiel/local';

/** Of docker compose, which starts the servers with them; no service reads these. */
const ComposeSettings = Type.Object({
  ...Object.fromEntries(passwordVariables.map((name) => [name, passwordSetting(name)])),
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

function passwordSetting(name: string): TString {
  const server = name.startsWith('NATS') ? 'NATS' : 'PostgreSQL';
  const user = name
    .replace(/^\w+?_PASSWORD_?/, '')
    .toLowerCase()
    .replaceAll('_', '-');
  return Type.String({
    description:
      name === 'POSTGRES_PASSWORD'
        ? 'docker compose only: the password of the superuser of its PostgreSQL, for db:install. A letter, then letters and digits. There is no default for any password: npm run --silent jophiel -- access:passwords >> .env makes those that are missing.'
        : `docker compose only: the password of ${user} at its ${server}.`,
  });
}

/** The user of one service at a server. Without them every service uses DATABASE_URL and NATS_URL. */
const OwnUrls = Type.Object(
  Object.fromEntries(
    serviceNames.flatMap((service) => [
      [
        ownUrlVariable(service, 'DATABASE_URL'),
        Type.Optional(
          Type.String({
            description: `PostgreSQL as ${service} reaches it, instead of DATABASE_URL, with a login of its own: db:install makes jophiel_login_${service.replaceAll('-', '_')} with the password that stands here.`,
          }),
        ),
      ],
      [
        ownUrlVariable(service, 'NATS_URL'),
        Type.Optional(
          Type.String({
            description: `NATS as ${service} reaches it, instead of NATS_URL, as the user ${service} of deploy/nats/nats.conf.`,
          }),
        ),
      ],
    ]),
  ),
);

/** The settings of everything, what all services share first. */
export const settingsGroups: readonly SettingsGroup[] = [
  { title: 'All services', schema: CommonSettings },
  ...manifests.map(({ title, settings }) => ({ title, schema: settings })),
  { title: 'A user of its own for each service', schema: OwnUrls },
  {
    title: 'Commands (npm run jophiel)',
    schema: Type.Object({ ...KeySettings.properties, ...CliSettings.properties }),
  },
  { title: 'docker compose', schema: ComposeSettings },
];
