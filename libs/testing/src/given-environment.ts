import { SCALE } from './given-nats.ts';

type Environment = Readonly<Record<string, string>>;

/** For all services, so that one environment serves several. */
const freePorts: Environment = Object.fromEntries(
  ['INGESTION', 'VECTORIZER', 'PROFILE', 'SCORER', 'FEED_API', 'ANN', 'LEARNER'].map((name) => [`${name}_PORT`, '0']),
);

/**
 * Environment of a service under test: the given servers, free ports, errors on the console and no log files.
 * @param more settings of this test
 */
export function givenEnvironment(
  { postgres, nats }: { readonly postgres: { readonly url: string }; readonly nats: { readonly url: string } },
  more: Environment = {},
): Environment {
  return {
    DATABASE_URL: postgres.url,
    NATS_URL: nats.url,
    NATS_STREAM_SCALE: String(SCALE),
    ...freePorts,
    // Tests of access control turn it on.
    ACCESS: 'off',
    LOG_LEVEL: 'error',
    LOG_FOLDER: 'off',
    ...more,
  };
}
