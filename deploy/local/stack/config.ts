import { accessSettings } from '@jophiel/access/settings';
import { commonSettings } from '@jophiel/service/common-settings';
import { type Environment, readSettings } from '@jophiel/service/settings';
import { portOf, type ServiceName, serviceNames, urlVariable } from './services.ts';
import Type, { type Static } from 'typebox';

const urlOf = (name: ServiceName) =>
  Type.Optional(
    Type.String({
      pattern: String.raw`^https?://[^\s/]+(/\S*)?$`,
      description: `Where the commands reach ${name}, such as http://${name}:${portOf(name).preset}. Without it, on this machine, at its port.`,
    }),
  );

/** Where the commands find the services. Only the commands read these; ANN_URL is the scorer's too. */
export const CliSettings = Type.Object(
  Object.fromEntries(serviceNames.map((name) => [urlVariable(name), urlOf(name)])),
);

/** How the commands show who they are. Never given as an argument: those are visible to all users of a machine. */
export const KeySettings = Type.Object({
  JOPHIEL_KEY: Type.Optional(
    Type.String({
      pattern: '^jph_\\S+$',
      description: 'The service key of the commands (npm run jophiel -- keys create). npm start makes its own.',
    }),
  ),
  JOPHIEL_KEY_FILE: Type.Optional(
    Type.String({ minLength: 1, description: 'A file with the service key, instead of JOPHIEL_KEY.' }),
  ),
  JOPHIEL_FROM_KEY: Type.Optional(
    Type.String({ minLength: 1, description: 'The key for the platform that jophiel sync --from asks.' }),
  ),
});

export const readKeySettings = (environment: Environment) => readSettings(KeySettings, environment);

const { TOKEN_AUDIENCE } = accessSettings;
const TokenSettings = Type.Object({ TOKEN_AUDIENCE });

/** For whom development tokens are made. */
export const audienceIn = (environment: Environment) => readSettings(TokenSettings, environment).TOKEN_AUDIENCE;

const { DATABASE_ROLES, NATS_REPLICAS, NATS_STREAM_SCALE, TIMINGS_KEEP_DAYS } = commonSettings;
const { NATS_TLS_CA_FILE, NATS_TLS_CERT_FILE, NATS_TLS_KEY_FILE } = commonSettings;

/** How the commands keep their own times. */
export type TimingSettings = Static<typeof TimingSettings>;
const TimingSettings = Type.Object({ DATABASE_ROLES, TIMINGS_KEEP_DAYS });

const StreamSettings = Type.Object({
  NATS_REPLICAS,
  NATS_STREAM_SCALE,
  NATS_TLS_CA_FILE,
  NATS_TLS_CERT_FILE,
  NATS_TLS_KEY_FILE,
});

export const readStreamSettings = (environment: Environment) => readSettings(StreamSettings, environment);
export const readTimingSettings = (environment: Environment) => readSettings(TimingSettings, environment);
export const readConfig = (environment: Environment) => readSettings(CliSettings, environment);
