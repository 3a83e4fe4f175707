import { type Environment, readSettings } from '@jophiel/settings';
import Type from 'typebox';

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

export const readConfig = (environment: Environment) => readSettings(CliSettings, environment);
