import { accessSettings } from '@jophiel/access/settings';
import { logSettings } from '@jophiel/observability';
import Type, { type Static } from 'typebox';

/** Settings of every service. */
export const commonSettings = {
  DATABASE_URL: Type.String({
    minLength: 1,
    description:
      'PostgreSQL, as postgresql://user:password@host:port/database. For TLS, add ?sslmode=verify-full&sslrootcert=FILE, and sslcert and sslkey where it verifies clients. Without a URL, npm start and docker compose bring their own.',
  }),
  DATABASE_POOL: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 8,
    description: 'Connections to PostgreSQL per service process.',
  }),
  DATABASE_TIMEOUT_MS: Type.Integer({
    minimum: 100,
    default: 15_000,
    description: 'Timeout of a statement, in milliseconds. Its connection is then replaced.',
  }),
  DATABASE_ROLES: Type.Boolean({
    default: true,
    description:
      'Whether each service uses its own role (deploy/postgres/roles.sql), which may not write the tables of another.',
  }),
  NATS_URL: Type.String({
    minLength: 1,
    description:
      'NATS with JetStream, as nats://user:password@host:port, several separated by commas. Without it, npm start and docker compose bring their own.',
  }),
  NATS_TLS_CA_FILE: Type.Optional(
    Type.String({
      description:
        'The certificate in PEM that vouches for NATS, or one of its own. With any of these three, a server without TLS is refused. NATS_URL must then name the host, because an address is not compared with the certificate.',
    }),
  ),
  NATS_TLS_CERT_FILE: Type.Optional(
    Type.String({ description: 'The certificate of this client in PEM, where NATS verifies clients.' }),
  ),
  NATS_TLS_KEY_FILE: Type.Optional(Type.String({ description: 'The key of that certificate, in PEM.' })),
  NATS_REPLICAS: Type.Integer({
    minimum: 1,
    maximum: 5,
    default: 1,
    description: 'Copies of every stream; 3 in a cluster.',
  }),
  NATS_STREAM_SCALE: Type.Number({
    exclusiveMinimum: 0,
    default: 1,
    description: 'Multiplies the sizes of the streams, which together reserve 6.5 GiB at 1.',
  }),
  JOPHIEL_DOMAIN: Type.String({
    minLength: 1,
    default: 'audio',
    description: 'The domain definition: audio, films, or the path of a JSON file, such as definitions/mine.json.',
  }),
  HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description:
      'The interface to listen on. Put a proxy with TLS in front of it beyond loopback. docker compose sets it itself, and publishes on loopback.',
  }),
  ...accessSettings,
  HTTP_COMPRESS: Type.Boolean({
    default: true,
    description:
      'Whether answers of at least HTTP_COMPRESS_FROM_BYTES are compressed (br, gzip) for clients that accept it.',
  }),
  HTTP_COMPRESS_FROM_BYTES: Type.Integer({
    minimum: 0,
    default: 1_400,
    description:
      'Smaller answers are not compressed: they fit into one packet, and compressing one costs more than making it.',
  }),
  HTTP_ORIGINS: Type.Optional(
    Type.String({
      pattern: String.raw`^https?://[^/\s,*]+(,https?://[^/\s,*]+)*$`,
      description:
        'Web pages of these origins may read answers (CORS): exact origins, separated by commas, such as https://app.example.org. None by default.',
    }),
  ),
  HTTP_HOSTS: Type.Optional(
    Type.String({
      pattern: String.raw`^[^\s,/:]+(,[^\s,/:]+)*$`,
      description:
        'Names by which clients reach the services, separated by commas, such as feeds.example.org; the host of FEED_API_PUBLIC_URL is one already. Requests for other names are refused (421), so that no page of a foreign name reads answers. Loopback and the addresses of the machine are always known.',
    }),
  ),
  HTTP_RATE_KEY: Type.Optional(
    Type.Integer({
      minimum: 0,
      description:
        'Requests per second of one service key; more are refused (429). 0 is no limit. By default 5,000 beyond loopback, and no limit on loopback, where all requests come from this machine.',
    }),
  ),
  HTTP_RATE_USER: Type.Optional(
    Type.Integer({
      minimum: 0,
      description:
        "Requests per second of one user's token, and of one address without a key; 0 is no limit. By default 50 beyond loopback, and no limit on loopback. Behind a proxy all addresses are the proxy's.",
    }),
  ),
  ...logSettings,
  TIMINGS_KEEP_DAYS: Type.Integer({
    minimum: 1,
    maximum: 3650,
    default: 30,
    description: 'How many days the register of timings (jophiel timings) is kept; older entries are deleted.',
  }),
} as const;

export const CommonSettings = Type.Object(commonSettings);
export type CommonSettings = Static<typeof CommonSettings>;
