import { commonSettings } from '@jophiel/service/common-settings';
import { type Environment, readSettings } from '@jophiel/settings';
import Type, { type Static } from 'typebox';

const urlOf = (service: string, port: number) =>
  Type.Optional(
    Type.String({
      pattern: String.raw`^https?://[^\s/]+(/\S*)?$`,
      description: `Where the commands reach ${service}, such as http://${service}:${port}. Without it, on this machine, at its port.`,
    }),
  );

/** Where the commands find the services. Only the commands read these; ANN_URL is the scorer's too. */
export const CliSettings = Type.Object({
  INGESTION_URL: urlOf('ingestion', 8790),
  VECTORIZER_URL: urlOf('vectorizer', 8791),
  PROFILE_URL: urlOf('profile', 8792),
  SCORER_URL: urlOf('scorer', 8793),
  FEED_API_URL: urlOf('feed-api', 8789),
  ANN_URL: urlOf('ann', 8794),
});

const { DATABASE_ROLES, TIMINGS_KEEP_DAYS } = commonSettings;

/** How the commands keep their own times. */
export type TimingSettings = Static<typeof TimingSettings>;
const TimingSettings = Type.Object({ DATABASE_ROLES, TIMINGS_KEEP_DAYS });

export const readTimingSettings = (environment: Environment) => readSettings(TimingSettings, environment);
export const readConfig = (environment: Environment) => readSettings(CliSettings, environment);
